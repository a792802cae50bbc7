package io.mr3.hive.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.mr3.common.DagId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What mr3's event logs tell about the attempts of DAGs, which Hive names after {@code hive.query.name}. A log is complete
 * once its DAGAppMaster has ended; while it lives, {@link #update} reads on.
 */
public final class AttemptHistory {
    private final EngineEvents events;
    private final Map<String, DagId> dags = new HashMap<>();
    private final List<AttemptChange> changes = new ArrayList<>();
    private final Set<DagId> ended = new HashSet<>();
    private final Map<String, WorkerLoss> losses = new HashMap<>();

    /**
     * Why a worker was lost.
     *
     * @param atMillis since the epoch: when the DAGAppMaster gave it up
     */
    public record WorkerLoss(String reason, long atMillis) {}

    private AttemptHistory(EngineEvents events) {
        this.events = events;
    }

    /**
     * Reads every log of a data directory.
     *
     * @param data as given to {@link HiveProcess}
     */
    public static AttemptHistory read(Path data) {
        AttemptHistory history = new AttemptHistory(new EngineEvents(data));
        history.update();
        return history;
    }

    /** Reads what the logs hold by now. */
    public void update() {
        events.news().forEach(this::add);
    }

    private void add(JsonNode event) {
        switch (event.get("event").asText()) {
            case "dag-submitted" ->
                dags.put(
                        event.get("name").asText(), DagId.parse(event.get("dag").asText()));
            case "dag-ended" -> ended.add(DagId.parse(event.get("dag").asText()));
            case "attempt-started", "attempt-ended" -> changes.add(AttemptChange.of(event));
            case "worker-lost" ->
                losses.put(
                        event.get("worker").asText(),
                        new WorkerLoss(
                                event.get("reason").asText(), event.get("at").asLong()));
            default -> {}
        }
    }

    /** Whether a DAG of this name is known. */
    public boolean knows(String dag) {
        return dags.containsKey(dag);
    }

    /** DAGs that have ended. */
    public Set<DagId> ended() {
        return Set.copyOf(ended);
    }

    /** Starts and ends of the attempts of all DAGs, in order. */
    public List<AttemptChange> changes() {
        return List.copyOf(changes);
    }

    /** Starts and ends of the attempts of a DAG, in order. */
    public List<AttemptChange> changes(String dag) {
        return of(dag).toList();
    }

    /** How many attempts each vertex of a DAG had, by its name. */
    public Map<String, Long> attempts(String dag) {
        return of(dag).filter(AttemptChange::isStart)
                .collect(Collectors.groupingBy(AttemptChange::vertex, TreeMap::new, Collectors.counting()));
    }

    /** How many attempts of each vertex of a DAG ran at once in one worker at most. */
    public Map<String, Integer> mostAtOnce(String dag) {
        record Place(String vertex, String worker) {}
        Map<Place, Integer> running = new HashMap<>();
        Map<String, Integer> most = new TreeMap<>();
        of(dag).forEachOrdered(change -> {
            Place place = new Place(change.vertex(), change.worker());
            int now = running.merge(place, change.isStart() ? 1 : -1, Integer::sum);
            most.merge(change.vertex(), now, Math::max);
        });
        return most;
    }

    /** Names of the workers that ran attempts, of any DAG. */
    public Set<String> workers() {
        return changes.stream().map(AttemptChange::worker).collect(Collectors.toSet());
    }

    /** The loss of a worker, by its name in one DAGAppMaster; empty as long as it is not lost. */
    public Optional<WorkerLoss> loss(String worker) {
        return Optional.ofNullable(losses.get(worker));
    }

    private Stream<AttemptChange> of(String dag) {
        DagId id = dags.get(dag);
        if (id == null) {
            throw new IllegalArgumentException("no DAG " + dag + " among " + dags.keySet());
        }
        return changes.stream().filter(change -> change.attempt().dag().equals(id));
    }
}
