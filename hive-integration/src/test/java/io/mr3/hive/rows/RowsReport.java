package io.mr3.hive.rows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What came of each query of a suite in each form, as a table for people. It is kept in a file, so that forms and queries
 * may run one after the other in several runs of the tests.
 *
 * @param of what the results are of: only those of the same data and sources go into one table
 * @param judged by query
 * @param forms by form, then by query
 */
record RowsReport(String of, Map<String, Judged> judged, Map<String, Map<String, Outcome>> forms) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_RUN = "–";

    /** What the judges say, and how long they took to say it. */
    record Judged(int rows, long stockTezMillis, long duckDbMillis) {}

    /**
     * What came of one query in one form.
     *
     * @param asStockTez whether it has the rows of that judge
     * @param asDuckDb whether it has the rows of that one
     * @param atOnce attempts of one of its vertices that ran at once in one worker, at most
     */
    record Outcome(boolean asStockTez, boolean asDuckDb, long millis, int atOnce) {}

    /** What earlier runs have found of the same, or nothing. */
    static RowsReport open(Path file, String of) throws IOException {
        RowsReport former = Files.exists(file) ? JSON.readValue(file.toFile(), RowsReport.class) : null;
        return former != null && former.of.equals(of) ? former : new RowsReport(of, new TreeMap<>(), new TreeMap<>());
    }

    void save(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this));
    }

    void judged(String query, Judged answers) {
        judged.put(query, answers);
    }

    void ran(String form, String query, Outcome outcome) {
        forms.computeIfAbsent(form, f -> new TreeMap<>()).put(query, outcome);
    }

    /** @param queries names, in order */
    String table(List<String> queries) {
        StringBuilder text = new StringBuilder("| query | rows | as stock Tez | as DuckDB | stock Tez | DuckDB |");
        forms.keySet().forEach(form -> text.append(' ').append(form).append(" |"));
        text.append("\n|---|---:|---|---|---:|---:|")
                .append("---:|".repeat(forms.size()))
                .append('\n');
        queries.forEach(query -> text.append(row(query)));
        return text.append(totals(queries)).toString();
    }

    /** Queries that judges have answered without a row. */
    List<String> empty(List<String> queries) {
        return queries.stream()
                .filter(judged::containsKey)
                .filter(query -> judged.get(query).rows == 0)
                .toList();
    }

    private String row(String query) {
        Judged judges = judged.get(query);
        List<String> cells = new ArrayList<>(List.of(
                query,
                judges == null ? NOT_RUN : Integer.toString(judges.rows),
                verdict(query, Outcome::asStockTez),
                verdict(query, Outcome::asDuckDb),
                judges == null ? NOT_RUN : seconds(judges.stockTezMillis),
                judges == null ? NOT_RUN : seconds(judges.duckDbMillis)));
        forms.values().forEach(form -> {
            Outcome outcome = form.get(query);
            cells.add(outcome == null ? NOT_RUN : seconds(outcome.millis) + ", " + outcome.atOnce);
        });
        return line(cells);
    }

    private String verdict(String query, Predicate<Outcome> judge) {
        return outcomes(query).findAny().isEmpty() ? NOT_RUN : isEqual(query, judge) ? "yes" : "**no**";
    }

    private String totals(List<String> queries) {
        List<String> cells = new ArrayList<>(List.of(
                "all",
                Integer.toString(judged.values().stream().mapToInt(Judged::rows).sum()),
                count(queries, Outcome::asStockTez),
                count(queries, Outcome::asDuckDb),
                total(judged, Judged::stockTezMillis),
                total(judged, Judged::duckDbMillis)));
        forms.values().forEach(form -> cells.add(total(form, Outcome::millis)));
        return line(cells);
    }

    private String count(List<String> queries, Predicate<Outcome> judge) {
        return queries.stream().filter(query -> isEqual(query, judge)).count() + " of " + queries.size();
    }

    private static <T> String total(Map<String, T> byQuery, ToLongFunction<T> millis) {
        return seconds(byQuery.values().stream().mapToLong(millis).sum());
    }

    /** In every form that has run. */
    private boolean isEqual(String query, Predicate<Outcome> judge) {
        return outcomes(query).findAny().isPresent() && outcomes(query).allMatch(judge);
    }

    private Stream<Outcome> outcomes(String query) {
        return forms.values().stream().map(form -> form.get(query)).filter(Objects::nonNull);
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
