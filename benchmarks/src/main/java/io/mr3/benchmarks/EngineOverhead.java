package io.mr3.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.common.AttemptId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an engine adds to the run time of tasks, from its event logs: the times between the arrival of a DAG and its final
 * status at which no worker ran an attempt of it. Workers must share the DAGAppMaster's clock.
 */
final class EngineOverhead {
    /** In which a worker ran an attempt. */
    private record Interval(long start, long end) {}

    /** One DAG. */
    private static final class Dag {
        private String name;
        private long submitted;
        private long ended;
        private final List<Interval> attempts = new ArrayList<>();

        private double overhead() {
            attempts.sort(Comparator.comparingLong(Interval::start));
            long busy = 0;
            long until = submitted;
            for (Interval attempt : attempts) {
                busy += Math.max(0, attempt.end - Math.max(until, attempt.start));
                until = Math.max(until, attempt.end);
            }
            return ended - submitted - busy;
        }
    }

    private EngineOverhead() {}

    /**
     * Milliseconds per DAG.
     *
     * @param count how many DAGs, the latest
     * @param name of the DAGs
     * @param history directory of event logs
     */
    static List<Double> ofLast(int count, String name, Path history) throws IOException {
        Map<String, Dag> dags = new LinkedHashMap<>();
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> logs = Files.list(history)) {
            for (Path log : logs.sorted().toList()) {
                for (String line : Files.readAllLines(log)) {
                    add(json.readTree(line), dags);
                }
            }
        }
        List<Double> all = dags.values().stream()
                .filter(dag -> name.equals(dag.name) && dag.ended > 0)
                .map(Dag::overhead)
                .toList();
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    private static void add(JsonNode event, Map<String, Dag> dags) {
        long at = event.get("at").asLong();
        switch (event.get("event").asText()) {
            case "dag-submitted" -> {
                Dag dag = dags.computeIfAbsent(event.get("dag").asText(), d -> new Dag());
                dag.name = event.get("name").asText();
                dag.submitted = at;
            }
            case "dag-ended" -> dags.get(event.get("dag").asText()).ended = at;
            case "attempt-ended" -> {
                Dag dag = dags.get(
                        AttemptId.parse(event.get("attempt").asText()).dag().toString());
                if (event.get("began").asLong() > 0) {
                    dag.attempts.add(new Interval(
                            event.get("began").asLong(), event.get("done").asLong()));
                }
            }
            default -> {}
        }
    }
}
