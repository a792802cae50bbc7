package io.mr3.hive.compare;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A statement of the corpus.
 *
 * @param name for reports
 * @param sql one statement in Hive's dialect
 * @param planShape words that EXPLAIN must show: what the statement is there for
 */
public record Statement(String name, String sql, List<String> planShape) {
    private static final Pattern LIMIT =
            Pattern.compile("\\s+limit\\s+\\d+(\\s+offset\\s+\\d+|\\s*,\\s*\\d+)?\\s*$", Pattern.CASE_INSENSITIVE);

    /** A statement that is there for its rows alone. */
    public static Statement of(String name, String sql) {
        return new Statement(name, sql, List.of());
    }

    /** The same, but its plan must show these words. */
    public Statement showing(String... words) {
        return new Statement(name, sql, List.of(words));
    }

    /** The statement as it is compared: which of several equal rows a LIMIT keeps is the engine's choice. */
    public String comparable() {
        return LIMIT.matcher(sql).replaceFirst("");
    }
}
