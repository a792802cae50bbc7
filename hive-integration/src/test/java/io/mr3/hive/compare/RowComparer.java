package io.mr3.hive.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Compares results as multisets: order is free, number of equal rows is not. Cells are equal exactly, but doubles within
 * 1e-9 relative.
 */
public final class RowComparer {
    private final List<CellRule> rules;
    private final List<Integer> exact = new ArrayList<>();
    private final List<Integer> approximate = new ArrayList<>();

    private RowComparer(List<CellRule> rules) {
        this.rules = rules;
        for (int c = 0; c < rules.size(); c++) {
            (rules.get(c).approximate() ? approximate : exact).add(c);
        }
    }

    /** Two runs of Hive: types must be the same, precision and scale included. */
    public static Verdict compare(Rows expected, Rows actual) {
        return compare(expected, actual, (a, b) -> a.text().equals(b.text()) ? CellRule.same(a) : null);
    }

    /**
     * Hive and another database: types need only be alike. Decimals of different scale are rounded to the smaller one; a
     * decimal beside a double may differ by what rounding to its scale takes away.
     */
    public static Verdict compareAcrossDialects(Rows expected, Rows actual) {
        return compare(expected, actual, CellRule::alike);
    }

    private interface RuleChoice {
        CellRule of(ColumnType expected, ColumnType actual);
    }

    private static Verdict compare(Rows expected, Rows actual, RuleChoice choice) {
        if (expected.types().size() != actual.types().size()) {
            return new Verdict("expected columns " + types(expected) + ", got " + types(actual));
        }
        List<CellRule> rules = new ArrayList<>();
        for (int c = 0; c < expected.types().size(); c++) {
            CellRule rule = choice.of(expected.types().get(c), actual.types().get(c));
            if (rule == null) {
                return new Verdict("column " + (c + 1) + ": expected " + types(expected) + ", got " + types(actual));
            }
            rules.add(rule);
        }
        return new RowComparer(rules).match(expected.rows(), actual.rows());
    }

    private static List<String> types(Rows rows) {
        return rows.types().stream().map(ColumnType::text).toList();
    }

    /** Takes away what both have; what is left over is the difference. */
    private Verdict match(List<List<Object>> expected, List<List<Object>> actual) {
        Map<List<Object>, List<List<Object>>> open = new LinkedHashMap<>();
        for (List<Object> row : inOrder(actual)) {
            open.computeIfAbsent(key(row), key -> new LinkedList<>()).add(row);
        }
        List<List<Object>> missing = new ArrayList<>();
        for (List<Object> row : inOrder(expected)) {
            if (!take(row, open.getOrDefault(key(row), List.of()).iterator())) {
                missing.add(row);
            }
        }
        List<List<Object>> extra = open.values().stream().flatMap(List::stream).toList();
        return missing.isEmpty() && extra.isEmpty() ? Verdict.SAME : describe(expected, actual, missing, extra);
    }

    /** Both sides in the same order, so that the partner of a row is nearly always the first of its key. */
    private List<List<Object>> inOrder(List<List<Object>> rows) {
        List<List<Object>> sorted = new ArrayList<>(rows);
        // sorting keeps the order of equal rows, so the last column comes first and the first column decides
        for (int i = approximate.size() - 1; i >= 0; i--) {
            int c = approximate.get(i);
            sorted.sort(Comparator.comparing(
                    row -> row.get(c) == null ? null : ((Number) row.get(c)).doubleValue(),
                    Comparator.nullsFirst(Comparator.naturalOrder())));
        }
        return sorted;
    }

    private List<Object> key(List<Object> row) {
        List<Object> key = new ArrayList<>();
        for (int c : exact) {
            key.add(rules.get(c).key(row.get(c)));
        }
        return key;
    }

    private boolean take(List<Object> row, Iterator<List<Object>> candidates) {
        while (candidates.hasNext()) {
            List<Object> candidate = candidates.next();
            if (approximate.stream().allMatch(c -> rules.get(c).isClose(row.get(c), candidate.get(c)))) {
                candidates.remove();
                return true;
            }
        }
        return false;
    }

    private static Verdict describe(
            List<List<Object>> expected,
            List<List<Object>> actual,
            List<List<Object>> missing,
            List<List<Object>> extra) {
        StringJoiner text = new StringJoiner("; ");
        text.add("expected " + expected.size() + " rows, got " + actual.size());
        if (!missing.isEmpty()) {
            text.add(missing.size() + " missing, first " + show(missing.get(0)));
        }
        if (!extra.isEmpty()) {
            text.add(extra.size() + " unexpected, first " + show(extra.get(0)));
        }
        return new Verdict(text.toString());
    }

    private static String show(List<Object> row) {
        StringJoiner cells = new StringJoiner(", ", "(", ")");
        for (Object cell : row) {
            cells.add(cell == null ? "NULL" : cell instanceof String ? "'" + cell + "'" : cell.toString());
        }
        return cells.toString();
    }
}
