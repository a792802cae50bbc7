package io.mr3.benchmarks.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When the DAGs of a DAGAppMaster ran, one after another, and when its workers lived; from the events of its log, in order. */
final class WorkerTimeline {
    /** Of a DAG that runs, or a worker that lives. */
    static final long NOT_YET = Long.MAX_VALUE;

    private final Map<String, Dag> dags = new LinkedHashMap<>();
    private final Map<String, Worker> workers = new LinkedHashMap<>();

    /**
     * Times in milliseconds since the epoch.
     *
     * @param name Hive's, from {@code hive.query.name}
     * @param state at its end; empty while it runs
     */
    record Dag(String name, long submitted, long ended, String state) {
        long millis() {
            return ended - submitted;
        }
    }

    /** Times in milliseconds since the epoch. */
    record Worker(String name, long pid, long ready, long gone) {
        boolean isAlive() {
            return gone == NOT_YET;
        }
    }

    /** So many workers from this moment on. */
    record Step(long atMillis, int workers) {}

    void add(JsonNode event) {
        long at = event.get("at").asLong();
        switch (event.get("event").asText()) {
            case "dag-submitted" ->
                dags.put(event.get("dag").asText(), new Dag(event.get("name").asText(), at, NOT_YET, ""));
            case "dag-ended" ->
                dags.computeIfPresent(
                        event.get("dag").asText(),
                        (id, dag) -> new Dag(
                                dag.name, dag.submitted, at, event.get("state").asText()));
            case "worker-ready" -> {
                String name = event.get("worker").asText();
                workers.put(name, new Worker(name, event.get("pid").asLong(), at, NOT_YET));
            }
            case "worker-lost", "worker-dismissed" ->
                workers.computeIfPresent(
                        event.get("worker").asText(),
                        (name, worker) -> new Worker(name, worker.pid, worker.ready, Math.min(at, worker.gone)));
            default -> {}
        }
    }

    /** In the order of their submission. */
    List<Dag> dags() {
        return List.copyOf(dags.values());
    }

    /** All that ever were ready for attempts, in the order in which they became so. */
    List<Worker> workers() {
        return List.copyOf(workers.values());
    }

    /** Those of them that are not gone. */
    List<Worker> alive() {
        return workers.values().stream().filter(Worker::isAlive).toList();
    }

    /** How many workers became ready while each DAG was the latest, in the order of {@link #dags}. */
    List<Integer> allocatedByDag() {
        TreeMap<Long, Integer> bySubmission = new TreeMap<>();
        List<Integer> allocated = new ArrayList<>();
        for (Dag dag : dags()) {
            bySubmission.put(dag.submitted, allocated.size());
            allocated.add(0);
        }
        for (Worker worker : workers.values()) {
            Map.Entry<Long, Integer> latest = bySubmission.floorEntry(worker.ready);
            if (latest != null) {
                allocated.set(latest.getValue(), allocated.get(latest.getValue()) + 1);
            }
        }
        return allocated;
    }

    /** From the arrival of each DAG to its end, in all. */
    long dagMillis() {
        return dags.values().stream().mapToLong(Dag::millis).sum();
    }

    /** How many workers there were. */
    List<Step> aliveOverTime() {
        TreeMap<Long, Integer> changes = new TreeMap<>();
        for (Worker worker : workers.values()) {
            changes.merge(worker.ready, 1, Integer::sum);
            if (!worker.isAlive()) {
                changes.merge(worker.gone, -1, Integer::sum);
            }
        }
        List<Step> steps = new ArrayList<>();
        changes.forEach((at, change) ->
                steps.add(new Step(at, change + (steps.isEmpty() ? 0 : steps.get(steps.size() - 1).workers))));
        return steps;
    }

    /** How many workers there had ever been. */
    List<Step> allocatedOverTime() {
        List<Step> steps = new ArrayList<>();
        workers.values().stream()
                .sorted(Comparator.comparingLong(Worker::ready))
                .forEach(worker -> steps.add(new Step(worker.ready, steps.size() + 1)));
        return steps;
    }
}
