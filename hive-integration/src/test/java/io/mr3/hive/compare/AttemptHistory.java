package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What mr3's event logs tell about the attempts of DAGs, which Hive names after {@code hive.query.name}. A log is complete
 * once its DAGAppMaster has ended.
 */
public final class AttemptHistory {
    /** A start or an end of an attempt. */
    private record Change(AttemptId attempt, String vertex, String worker, boolean start) {}

    private final Map<String, DagId> dags = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();

    private AttemptHistory() {}

    /**
     * Reads every log of a data directory.
     *
     * @param data as given to {@link HiveProcess}
     */
    public static AttemptHistory read(Path data) throws IOException {
        AttemptHistory history = new AttemptHistory();
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> logs = Files.list(data.resolve("history"))) {
            for (Path log : logs.sorted().toList()) {
                for (String line : Files.readAllLines(log)) {
                    history.add(json.readTree(line));
                }
            }
        }
        return history;
    }

    private void add(JsonNode event) {
        String name = event.get("event").asText();
        switch (name) {
            case "dag-submitted" ->
                dags.put(
                        event.get("name").asText(), DagId.parse(event.get("dag").asText()));
            case "attempt-started", "attempt-ended" ->
                changes.add(new Change(
                        AttemptId.parse(event.get("attempt").asText()),
                        event.get("vertex").asText(),
                        event.get("worker").asText(),
                        name.equals("attempt-started")));
            default -> {}
        }
    }

    /** How many attempts each vertex of a DAG had, by its name. */
    public Map<String, Long> attempts(String dag) {
        return of(dag).filter(Change::start)
                .collect(Collectors.groupingBy(Change::vertex, TreeMap::new, Collectors.counting()));
    }

    /** How many attempts of each vertex of a DAG ran at once in one worker at most. */
    public Map<String, Integer> mostAtOnce(String dag) {
        record Place(String vertex, String worker) {}
        Map<Place, Integer> running = new HashMap<>();
        Map<String, Integer> most = new TreeMap<>();
        of(dag).forEachOrdered(change -> {
            Place place = new Place(change.vertex(), change.worker());
            int now = running.merge(place, change.start() ? 1 : -1, Integer::sum);
            most.merge(change.vertex(), now, Math::max);
        });
        return most;
    }

    /** Names of the workers that ran attempts, of any DAG. */
    public Set<String> workers() {
        return changes.stream().map(Change::worker).collect(Collectors.toSet());
    }

    private Stream<Change> of(String dag) {
        DagId id = dags.get(dag);
        if (id == null) {
            throw new IllegalArgumentException("no DAG " + dag + " among " + dags.keySet());
        }
        return changes.stream().filter(change -> change.attempt().dag().equals(id));
    }
}
