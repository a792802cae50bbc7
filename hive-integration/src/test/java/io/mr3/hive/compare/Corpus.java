package io.mr3.hive.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The statements that suites compare. TPC's texts are taken from a public test artifact when tests are built. */
public final class Corpus {
    /** Where the build unpacks the texts: one directory per benchmark, one file per query. */
    private static final Path TEXTS = Path.of("../target/tpc-queries");

    /** Hive wants a digit before the point. */
    private static final Pattern BARE_POINT = Pattern.compile("(?<![\\w.])\\.(?=\\d)");

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    private static final Set<String> IN_TWO_VARIANTS = Set.of("q14", "q23", "q24", "q39");

    private Corpus() {}

    /** Five queries that need three tables, customer, orders and lineitem: q1, q3, q6, q13, q18. */
    public static List<Statement> tpchBasics() {
        return tpch(1, 3, 6, 13, 18);
    }

    /** All 22 queries of TPC-H; they need all eight tables. */
    public static List<Statement> tpch() {
        return tpch(IntStream.rangeClosed(1, 22).toArray());
    }

    /** TPC-H queries by number. */
    public static List<Statement> tpch(int... numbers) {
        List<Statement> statements = new ArrayList<>();
        for (int number : numbers) {
            statements.add(load("tpch", "q" + number));
        }
        return statements;
    }

    /**
     * Three queries that need four tables, date_dim, item, store and store_sales: a star join, a rank over a rollup, a share
     * of a window.
     */
    public static List<Statement> tpcdsBasics() {
        return tpcds("q3", "q36", "q98");
    }

    /** All 103 queries of TPC-DS, in order: 99, four of them in two variants. */
    public static List<Statement> tpcds() {
        return IntStream.rangeClosed(1, 99)
                .mapToObj(number -> "q" + number)
                .flatMap(query ->
                        IN_TWO_VARIANTS.contains(query) ? Stream.of(query + "a", query + "b") : Stream.of(query))
                .map(query -> load("tpcds", query))
                .toList();
    }

    /** TPC-DS queries by name, such as {@code q14a}. */
    public static List<Statement> tpcds(String... queries) {
        return Stream.of(queries).map(query -> load("tpcds", query)).toList();
    }

    private static Statement load(String benchmark, String query) {
        Path file = TEXTS.resolve(benchmark).resolve(query + ".sql");
        try {
            return Statement.of(benchmark + " " + query, mend(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalStateException("no " + file.normalize() + "; mvn process-test-classes unpacks it", e);
        }
    }

    /** From the artifact's dialect to Hive's. */
    static String mend(String text) {
        String bare = COMMENT.matcher(text).replaceAll("").strip();
        String statement =
                bare.endsWith(";") ? bare.substring(0, bare.length() - 1).strip() : bare;
        return BARE_POINT.matcher(statement).replaceAll("0.");
    }
}
