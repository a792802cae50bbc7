package io.mr3.hive.compare;

import java.util.List;

/**
 * What {@link SqlRunner} writes for a statement; one JSON object a line.
 *
 * @param session whose statement it was
 * @param types Hive's words
 * @param rows cells as text, null for NULL
 * @param error why the statement failed, or null
 */
record SqlAnswer(String session, List<String> types, List<List<String>> rows, String error) {
    /** The session that every process has. */
    static final String FIRST_SESSION = "first";

    /**
     * What it reads.
     *
     * @param session begins with its first statement
     * @param sql null to cancel the statement that the session runs; that has no answer of its own
     */
    record Question(String session, String sql) {}

    static SqlAnswer rows(String session, List<String> types, List<List<String>> rows) {
        return new SqlAnswer(session, types, rows, null);
    }

    static SqlAnswer nothing(String session) {
        return rows(session, List.of(), List.of());
    }

    static SqlAnswer failed(String session, String error) {
        return new SqlAnswer(session, List.of(), List.of(), error);
    }
}
