package io.mr3.hive.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes planted into a result: each must be found, and what is no mistake must not be. */
class RowComparerTest {
    private static final String[] TYPES = {"string", "bigint", "decimal(12,2)", "double"};
    private static final Rows TRUTH = rows(
            TYPES,
            row("a", "1", "1.5", "0.1"),
            row("a", "1", "1.5", "0.1"),
            row("b", "2", "2.25", "3.0E10"),
            row("", null, "0", "0.30000000000000004"),
            row(null, "4", null, null));

    @Test
    void orderIsFree() {
        List<List<Object>> reversed = new ArrayList<>(TRUTH.rows());
        Collections.reverse(reversed);
        assertEquals(Verdict.SAME, RowComparer.compare(TRUTH, new Rows(TRUTH.types(), reversed)));
    }

    @Test
    void aChangedCellIsFoundInEveryColumn() {
        assertDifference("('a', 1, 1.50, 0.1)", "('x', 1, 1.50, 0.1)", 1, row("x", "1", "1.5", "0.1"));
        assertDifference("('a', 1, 1.50, 0.1)", "('a', 9, 1.50, 0.1)", 1, row("a", "9", "1.5", "0.1"));
        assertDifference("('a', 1, 1.50, 0.1)", "('a', 1, 1.51, 0.1)", 1, row("a", "1", "1.51", "0.1"));
        assertDifference("('a', 1, 1.50, 0.1)", "('a', 1, 1.50, 0.11)", 1, row("a", "1", "1.5", "0.11"));
    }

    @Test
    void aMissingRowIsFoundThoughItHasATwin() {
        List<List<Object>> fewer = new ArrayList<>(TRUTH.rows());
        fewer.remove(1);
        assertEquals(
                "expected 5 rows, got 4; 1 missing, first ('a', 1, 1.50, 0.1)",
                RowComparer.compare(TRUTH, new Rows(TRUTH.types(), fewer)).difference());
    }

    @Test
    void aDoubledRowIsFound() {
        List<List<Object>> more = new ArrayList<>(TRUTH.rows());
        more.add(TRUTH.rows().get(2));
        assertEquals(
                "expected 5 rows, got 6; 1 unexpected, first ('b', 2, 2.25, 3.0E10)",
                RowComparer.compare(TRUTH, new Rows(TRUTH.types(), more)).difference());
    }

    @Test
    void aRowDoubledInThePlaceOfAnotherIsFound() {
        List<List<Object>> swapped = new ArrayList<>(TRUTH.rows());
        swapped.set(2, TRUTH.rows().get(0));
        assertFalse(RowComparer.compare(TRUTH, new Rows(TRUTH.types(), swapped)).same());
    }

    @Test
    void nullIsNotTheEmptyStringNorZero() {
        assertDifference(
                "('', NULL, 0.00, 0.30000000000000004)",
                "(NULL, NULL, 0.00, 0.30000000000000004)",
                3,
                row(null, null, "0", "0.30000000000000004"));
        assertDifference(
                "('', NULL, 0.00, 0.30000000000000004)",
                "('', 0, 0.00, 0.30000000000000004)",
                3,
                row("", "0", "0", "0.30000000000000004"));
        assertDifference("(NULL, 4, NULL, NULL)", "(NULL, 4, NULL, 0.0)", 4, row(null, "4", null, "0"));
    }

    @ParameterizedTest
    @CsvSource({
        "decimal(12,2), decimal(12,3)",
        "decimal(12,2), decimal(11,2)",
        "int, bigint",
        "float, double",
        "string, varchar(10)",
    })
    void typesMustBeTheSame(String expected, String actual) {
        Rows a = rows(new String[] {expected});
        Rows b = rows(new String[] {actual});
        assertEquals(
                "column 1: expected [" + expected + "], got [" + actual + "]",
                RowComparer.compare(a, b).difference());
    }

    @Test
    void digitsBeyondADecimalsScaleAreNotOverlooked() {
        assertTrue(compareOne("decimal(12,2)", "1.5", "1.50").same());
        assertFalse(compareOne("decimal(12,2)", "1.5", "1.501").same());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0000000009, true",
        "1, 1.0000000011, false",
        "-3E200, -3.000000001E200, true",
        "0, 1E-300, false",
        "0, -0.0, true",
        "NaN, NaN, true",
        "NaN, 1, false",
        "Infinity, Infinity, true",
        "Infinity, 1E308, false",
    })
    void doublesAreEqualWithinABillionth(String a, String b, boolean same) {
        assertEquals(same, compareOne("double", a, b).same());
    }

    @Test
    void doublesThatSortDifferentlyStillFindTheirPartners() {
        Rows expected = rows(new String[] {"double", "double"}, row("1.0000000001", "1"), row("1", "2"));
        Rows actual = rows(new String[] {"double", "double"}, row("1", "1"), row("1.0000000001", "2"));
        assertEquals(Verdict.SAME, RowComparer.compare(expected, actual));
    }

    @ParameterizedTest
    @CsvSource({
        "'decimal(16,6)', 25.522006, double, 25.5220058532573, true",
        "'decimal(16,6)', 25.522007, double, 25.5220058532573, false",
        "'decimal(38,4)', 10.1250, 'decimal(38,2)', 10.13, true",
        "'decimal(38,4)', 10.1250, 'decimal(38,2)', 10.12, false",
        "bigint, 7, 'decimal(38,0)', 7, true",
        "bigint, 7, 'decimal(38,2)', 7.01, false",
        "int, 7, bigint, 7, true",
        "char(5), 'ab   ', string, ab, true",
        "string, ab, bigint, 7, false",
        "timestamp, 2024-01-01 10:00:00, timestamp, 2024-01-01T10:00, true",
    })
    void otherDatabasesNeedOnlyBeAlike(String type, String value, String otherType, String otherValue, boolean same) {
        Rows a = rows(new String[] {type}, row(value));
        Rows b = rows(new String[] {otherType}, row(otherValue));
        assertEquals(same, RowComparer.compareAcrossDialects(a, b).same());
        assertEquals(same, RowComparer.compareAcrossDialects(b, a).same());
    }

    @Test
    void anotherNumberOfColumnsIsFound() {
        Rows none = rows(new String[] {});
        assertEquals(
                "expected columns [int], got []",
                RowComparer.compare(rows(new String[] {"int"}), none).difference());
    }

    private static void assertDifference(String missing, String extra, int index, List<String> replacement) {
        List<List<Object>> changed = new ArrayList<>(TRUTH.rows());
        changed.set(index, rows(TYPES, replacement).rows().get(0));
        assertEquals(
                "expected 5 rows, got 5; 1 missing, first " + missing + "; 1 unexpected, first " + extra,
                RowComparer.compare(TRUTH, new Rows(TRUTH.types(), changed)).difference());
    }

    private static Verdict compareOne(String type, String expected, String actual) {
        return RowComparer.compare(rows(new String[] {type}, row(expected)), rows(new String[] {type}, row(actual)));
    }

    @SafeVarargs
    private static Rows rows(String[] types, List<String>... rows) {
        return Rows.of(Arrays.stream(types).map(ColumnType::parse).toList(), List.of(rows));
    }

    private static List<String> row(String... cells) {
        return Arrays.asList(cells);
    }
}
