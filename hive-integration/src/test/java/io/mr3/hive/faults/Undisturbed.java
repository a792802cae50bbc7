package io.mr3.hive.faults;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A query as it runs when nothing happens.
 *
 * @param name for reports
 * @param sources of each vertex that reads from others: their names
 * @param attempts of each vertex
 */
record Undisturbed(
        String name,
        Statement query,
        Rows rows,
        long millis,
        Map<String, Set<String>> sources,
        Map<String, Long> attempts) {
    private static final Pattern EDGES = Pattern.compile("^\\s*(\\w+ \\d+) <- (.*)$");
    private static final Pattern SOURCE = Pattern.compile("(\\w+ \\d+) \\(\\w+_EDGE\\)");

    static Undisturbed run(HiveProcess hive, AttemptHistory history, String name, Statement query) {
        String dag = "undisturbed " + name;
        hive.run("set hive.query.name=" + dag);
        Map<String, Set<String>> sources =
                sources(hive.run("explain " + query.comparable()).lines());
        long start = System.nanoTime();
        Rows rows = hive.run(query.comparable());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        history.update();
        return new Undisturbed(name, query, rows, millis, sources, history.attempts(dag));
    }

    private static Map<String, Set<String>> sources(List<String> plan) {
        Map<String, Set<String>> sources = new TreeMap<>();
        for (String line : plan) {
            for (MatchResult edges : EDGES.matcher(line).results().toList()) {
                sources.put(
                        edges.group(1),
                        SOURCE.matcher(edges.group(2))
                                .results()
                                .map(source -> source.group(1))
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return sources;
    }

    /** The same, but harm is done while attempts of this vertex run. */
    Undisturbed readingIn(String vertex) {
        return new Undisturbed(name, query, rows, millis, Map.of(vertex, sources.get(vertex)), attempts);
    }

    /** Vertices that read from others, in several attempts. */
    List<String> consumers() {
        return new ArrayList<>(sources.keySet().stream()
                .filter(vertex -> attempts.getOrDefault(vertex, 0L) > 1)
                .toList());
    }
}
