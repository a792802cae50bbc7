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
import java.util.stream.Stream;

/**
 * What came of each query of TPC-H in each form, as a table for people. It is kept in a file, so that the forms may run one
 * after the other in several runs of the tests.
 *
 * @param of what the results are of: only those of the same data and sources go into one table
 * @param judged by query
 * @param forms by form, then by query
 */
record TpchReport(String of, Map<String, Judged> judged, Map<String, Map<String, Outcome>> forms) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the judges say, and how long stock Tez took to say it. */
    record Judged(int rows, long stockTezMillis) {}

    /**
     * What came of one query in one form.
     *
     * @param equal whether it has the rows of both judges
     * @param atOnce attempts of one of its vertices that ran at once in one worker, at most
     */
    record Outcome(boolean equal, long millis, int atOnce) {}

    /** What earlier runs have found of the same, or nothing. */
    static TpchReport open(Path file, String of) throws IOException {
        TpchReport former = Files.exists(file) ? JSON.readValue(file.toFile(), TpchReport.class) : null;
        return former != null && former.of.equals(of) ? former : new TpchReport(of, new TreeMap<>(), new TreeMap<>());
    }

    void save(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this));
    }

    void judged(String query, int rows, long stockTezMillis) {
        judged.put(query, new Judged(rows, stockTezMillis));
    }

    void ran(String form, String query, Outcome outcome) {
        forms.computeIfAbsent(form, f -> new TreeMap<>()).put(query, outcome);
    }

    /** @param queries names, in order */
    String table(List<String> queries) {
        StringBuilder text = new StringBuilder("| query | rows | equal | stock Tez |");
        forms.keySet().forEach(form -> text.append(' ').append(form).append(" |"));
        text.append("\n|---|---:|---|---:|")
                .append("---:|".repeat(forms.size()))
                .append('\n');
        queries.forEach(query -> text.append(row(query)));
        return text.append(totals(queries)).toString();
    }

    private String row(String query) {
        Judged judges = judged.getOrDefault(query, new Judged(0, 0));
        List<String> cells = new ArrayList<>(List.of(
                query,
                Integer.toString(judges.rows),
                isEqual(query) ? "yes" : "**no**",
                seconds(judges.stockTezMillis)));
        forms.values().forEach(form -> {
            Outcome outcome = form.get(query);
            cells.add(outcome == null ? "–" : seconds(outcome.millis) + ", " + outcome.atOnce);
        });
        return line(cells);
    }

    private String totals(List<String> queries) {
        long equal = queries.stream().filter(this::isEqual).count();
        int rows = judged.values().stream().mapToInt(Judged::rows).sum();
        long stockMillis =
                judged.values().stream().mapToLong(Judged::stockTezMillis).sum();
        List<String> cells = new ArrayList<>(
                List.of("all", Integer.toString(rows), equal + " of " + queries.size(), seconds(stockMillis)));
        forms.values()
                .forEach(form -> cells.add(seconds(
                        form.values().stream().mapToLong(Outcome::millis).sum())));
        return line(cells);
    }

    /** In every form that has run. */
    private boolean isEqual(String query) {
        return outcomes(query).findAny().isPresent() && outcomes(query).allMatch(Outcome::equal);
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
