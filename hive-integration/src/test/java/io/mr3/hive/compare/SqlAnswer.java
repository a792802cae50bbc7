package io.mr3.hive.compare;

import java.util.List;

/**
 * What {@link SqlRunner} writes for a statement; one JSON object a line.
 *
 * @param types Hive's words
 * @param rows cells as text, null for NULL
 * @param error why the statement failed, or null
 */
record SqlAnswer(List<String> types, List<List<String>> rows, String error) {
    /** What it reads. */
    record Question(String sql) {}

    static SqlAnswer rows(List<String> types, List<List<String>> rows) {
        return new SqlAnswer(types, rows, null);
    }

    static SqlAnswer nothing() {
        return rows(List.of(), List.of());
    }

    static SqlAnswer failed(String error) {
        return new SqlAnswer(List.of(), List.of(), error);
    }
}
