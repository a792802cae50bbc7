package io.mr3.hive.service;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of numbers whose every query has an answer that plain arithmetic gives as well. */
final class Numbers {
    /** k from 0 up to this. */
    static final int ROWS = 6000;

    private static final int GROUPS = 7;

    /** A query and its rows, columns parted by a tab; in order. */
    record Question(String sql, List<String> rows) {}

    private Numbers() {}

    /** Makes {@code numbers (k int, s string) partitioned by (p int)}, p being k mod 7, and {@code small}, of ten rows. */
    static void make(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("create table numbers (k int, s string) partitioned by (p int) stored as orc");
            statement.execute("insert into numbers partition (p) select k, concat('row ', k), k % " + GROUPS
                    + " from (select pos as k from (select 1) one lateral view posexplode(split(space(" + (ROWS - 1)
                    + "), ' ')) x as pos, v) y");
            statement.execute("create table small (k int, name string) stored as orc");
            statement.execute("insert into small values "
                    + IntStream.range(0, 10)
                            .mapToObj(k -> "(" + k + ",'name " + k + "')")
                            .collect(Collectors.joining(",")));
        }
    }

    /** Runs more attempts at once than a worker has slots, so that the DAGAppMaster starts all workers that it may. */
    static void fillAllWorkers(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("set tez.grouping.split-count=" + GROUPS);
            statement.execute("set tez.grouping.min-size=1");
            ask(statement, "select count(*) from numbers where k >= 0");
            statement.execute("reset tez.grouping.split-count");
            statement.execute("reset tez.grouping.min-size");
        }
    }

    /** Queries of many forms; {@code seed} varies their values. */
    static List<Question> questions(int seed) {
        int low = 100 * seed;
        int divisor = 2 + seed;
        List<Question> questions = new ArrayList<>();
        questions.add(new Question(
                "select p, count(*), sum(k) from numbers where k >= " + low + " group by p order by p",
                grouped(k -> k >= low, k -> k % GROUPS)));
        questions.add(new Question(
                "select k % " + divisor + ", count(*), sum(k) from numbers group by k % " + divisor + " order by 1",
                grouped(k -> true, k -> k % divisor)));
        questions.add(new Question(
                "select count(distinct k % 1000) from numbers where k < " + (3000 + low),
                List.of(""
                        + IntStream.range(0, Math.min(ROWS, 3000 + low))
                                .map(k -> k % 1000)
                                .distinct()
                                .count())));
        questions.add(new Question(
                "select s.name, n.k from numbers n join small s on n.k % 10 = s.k where n.k between " + low + " and "
                        + (low + 4) + " order by n.k",
                IntStream.range(low, low + 5)
                        .mapToObj(k -> "name " + k % 10 + "\t" + k)
                        .toList()));
        questions.add(new Question(
                "select k, r from (select k, row_number() over (partition by p order by k desc) r from numbers) w"
                        + " where r = " + (seed + 1) + " order by k",
                IntStream.range(ROWS - GROUPS * (seed + 1), ROWS - GROUPS * seed)
                        .mapToObj(k -> k + "\t" + (seed + 1))
                        .toList()));
        return questions;
    }

    private static List<String> grouped(IntPredicate wanted, IntUnaryOperator group) {
        return IntStream.range(0, ROWS)
                .filter(wanted)
                .boxed()
                .collect(Collectors.groupingBy(k -> group.applyAsInt(k), java.util.TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue().size() + "\t"
                        + entry.getValue().stream().mapToLong(k -> k).sum())
                .toList();
    }

    /** All rows of a query, columns parted by a tab. */
    static List<String> ask(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    cells.add(result.getString(column));
                }
                rows.add(String.join("\t", cells));
            }
        }
        return rows;
    }
}
