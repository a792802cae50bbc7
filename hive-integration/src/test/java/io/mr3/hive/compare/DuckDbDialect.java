package io.mr3.hive.compare;

import java.util.List;

/** How DuckDB is asked what a statement in Hive's dialect asks. */
public final class DuckDbDialect {
    private static final List<Mend> MENDS = List.of(
            new Mend(
                    "tpcds q58",
                    "ORDER BY item_id",
                    "ORDER BY ss_items.item_id",
                    "the name alone means a column of each joined table"),
            new Mend(
                    "tpcds q72",
                    "w_warehouse_name, d_week_seq",
                    "w_warehouse_name, d1.d_week_seq",
                    "the name alone means a column of each joined table"),
            new Mend("tpcds q77", ") returns,", ") AS returns,", "a reserved word names a column only behind AS"),
            new Mend("tpcds q90", ") at,", ") AS \"at\",", "a reserved word names a table only in quotes"));

    /**
     * A piece of a statement that DuckDB reads otherwise than Hive, or not at all.
     *
     * @param statement its name
     * @param from as it stands in Hive's text
     * @param to the same in DuckDB's words
     * @param why for reports
     */
    public record Mend(String statement, String from, String to, String why) {}

    private DuckDbDialect() {}

    /** The statement without its LIMIT, in DuckDB's words. Names in back quotes get double quotes. */
    public static String comparable(Statement statement) {
        String text = statement.comparable().replace('`', '"');
        for (Mend mend : mends(statement.name())) {
            if (!text.contains(mend.from)) {
                throw new IllegalStateException(statement.name() + " has no " + mend.from);
            }
            text = text.replace(mend.from, mend.to);
        }
        return text;
    }

    /** What is changed in the statement of this name, beside its quotes. */
    public static List<Mend> mends(String statement) {
        return MENDS.stream().filter(mend -> mend.statement.equals(statement)).toList();
    }
}
