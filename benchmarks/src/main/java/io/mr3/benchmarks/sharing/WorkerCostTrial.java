package io.mr3.benchmarks.sharing;

import io.mr3.hive.compare.Statement;
import io.mr3.testkit.Await;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Ends all workers, runs a query, runs it again; with several queries. */
final class WorkerCostTrial implements AutoCloseable {
    private final EventLines log;
    private final HiveOnMaster engine;

    private WorkerCostTrial(EventLines log, HiveOnMaster engine) {
        this.log = log;
        this.engine = engine;
    }

    /**
     * Measures.
     *
     * @param queries of one DAG each
     * @param data with the tables
     * @param events directory for the event log, not there yet
     * @param settings with an open group
     */
    static WorkerCost measure(List<Statement> queries, Path data, Path events, Map<String, String> settings) {
        try (WorkerCostTrial trial = new WorkerCostTrial(new EventLines(events), HiveOnMaster.start(data, settings))) {
            trial.round(queries.get(0)); // Hive and DAGAppMaster do everything for the first time
            return new WorkerCost(queries.stream().map(trial::round).toList());
        }
    }

    private WorkerCost.Round round(Statement query) {
        endWorkers();
        WorkerTimeline.Dag withNew = run(query);
        List<WorkerTimeline.Worker> workers = log.timeline().alive();
        if (workers.isEmpty()) {
            throw new IllegalStateException(query.name() + ": expected new workers for its DAG, got none");
        }
        long started =
                workers.stream().mapToLong(WorkerCostTrial::startMillis).min().getAsLong();
        long ready =
                workers.stream().mapToLong(WorkerTimeline.Worker::ready).max().getAsLong();
        return new WorkerCost.Round(
                query.name(),
                workers.size(),
                ready - started,
                withNew.millis(),
                run(query).millis());
    }

    private void endWorkers() {
        log.timeline().alive().forEach(worker -> ProcessHandle.of(worker.pid())
                .ifPresent(ProcessHandle::destroyForcibly));
        Await.until(() -> log.timeline().alive().isEmpty());
    }

    private WorkerTimeline.Dag run(Statement query) {
        int before = log.timeline().dags().size();
        engine.hive().run("set hive.query.name=" + query.name());
        engine.hive().run(query.comparable());
        Await.until(() -> log.timeline().dags().stream()
                        .filter(dag -> !dag.state().isEmpty())
                        .count()
                > before);
        List<WorkerTimeline.Dag> dags = log.timeline().dags();
        if (dags.size() != before + 1) {
            throw new IllegalStateException(
                    query.name() + ": expected a query of one DAG, got " + (dags.size() - before));
        }
        return dags.get(before);
    }

    private static long startMillis(WorkerTimeline.Worker worker) {
        return ProcessHandle.of(worker.pid())
                .flatMap(process -> process.info().startInstant())
                .map(Instant::toEpochMilli)
                .orElseThrow(() -> new IllegalStateException(worker.name() + " has ended by itself"));
    }

    @Override
    public void close() {
        engine.close();
    }
}
