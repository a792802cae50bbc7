package io.mr3.benchmarks.sharing;

import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.Statement;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries one after another, from a client's first statement to its last rows.
 *
 * @param beganMillis since the epoch
 * @param endedMillis since the epoch
 * @param processorSeconds of DAGAppMaster and workers
 * @param answers by the name of the query
 */
record MeasuredRun(
        long beganMillis,
        long endedMillis,
        double processorSeconds,
        WorkerTimeline timeline,
        Map<String, Rows> answers) {
    /**
     * Runs queries until there are enough DAGs.
     *
     * @param data with the tables
     * @param events directory for the event log, not there yet
     */
    static MeasuredRun of(List<Statement> queries, int dags, Path data, Path events, Map<String, String> settings) {
        EventLines log = new EventLines(events);
        Map<String, Rows> answers = new LinkedHashMap<>();
        long began;
        long ended;
        double processorSeconds;
        try (HiveOnMaster engine = HiveOnMaster.start(data, settings)) {
            double before = engine.processorSeconds();
            began = System.currentTimeMillis();
            for (Statement query : queries) {
                if (log.timeline().dags().size() >= dags) {
                    break;
                }
                engine.hive().run("set hive.query.name=" + query.name());
                answers.put(query.name(), engine.hive().run(query.comparable()));
            }
            ended = System.currentTimeMillis();
            processorSeconds = engine.processorSeconds() - before;
        }
        return new MeasuredRun(began, ended, processorSeconds, log.timeline(), answers);
    }

    /** So many of the queries that had one DAG each, or all if there are fewer; spread evenly over the run. */
    List<Statement> someOfOneDag(List<Statement> queries, int count) {
        Map<String, Long> dags = timeline.dags().stream()
                .collect(Collectors.groupingBy(WorkerTimeline.Dag::name, Collectors.counting()));
        List<Statement> candidates = queries.stream()
                .filter(query -> dags.getOrDefault(query.name(), 0L) == 1)
                .toList();
        int taken = Math.min(count, candidates.size());
        return IntStream.range(0, taken)
                .mapToObj(i -> candidates.get(i * (candidates.size() - 1) / Math.max(1, taken - 1)))
                .toList();
    }

    RunFigures figures() {
        return new RunFigures(
                timeline.dags().size(),
                timeline.workers().size(),
                (endedMillis - beganMillis) / 1000.0,
                timeline.dagMillis() / 1000.0,
                processorSeconds);
    }
}
