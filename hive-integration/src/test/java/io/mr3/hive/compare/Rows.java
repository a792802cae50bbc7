package io.mr3.hive.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The result of a statement.
 *
 * @param rows in the order in which they came; a cell is a BigDecimal, a Double, a String, or null
 */
public record Rows(List<ColumnType> types, List<List<Object>> rows) {
    /**
     * Types the cells of an engine.
     *
     * @param cells as text, null for NULL
     */
    static Rows of(List<ColumnType> types, List<List<String>> cells) {
        List<List<Object>> rows = new ArrayList<>();
        for (List<String> texts : cells) {
            if (texts.size() != types.size()) {
                throw new IllegalArgumentException("expected " + types.size() + " cells in a row, got " + texts);
            }
            List<Object> row = new ArrayList<>();
            for (int c = 0; c < types.size(); c++) {
                row.add(types.get(c).cell(texts.get(c)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new Rows(List.copyOf(types), List.copyOf(rows));
    }

    /** The first column as lines of text, for EXPLAIN and SET. */
    public List<String> lines() {
        return rows.stream().map(row -> String.valueOf(row.get(0))).toList();
    }
}
