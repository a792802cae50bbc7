package io.mr3.am;

import io.mr3.am.group.DagQueues;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagsReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The DAGs of all sessions: those that wait, those that run, and what is told of the last that finished. */
final class AcceptedDags {
    private final int maxRunning;
    private final int keptFinished;
    private final Comparator<AcceptedDag> byImportance;
    /** In the order in which they will run. */
    private final List<AcceptedDag> waiting = new ArrayList<>();

    private final Map<DagId, AcceptedDag> running = new LinkedHashMap<>();
    private final Deque<DagReport> finished = new ArrayDeque<>();

    /**
     * None yet.
     *
     * @param queues the most important first
     * @param maxRunning that run at once
     * @param keptFinished that are still reported
     */
    AcceptedDags(DagQueues queues, int maxRunning, int keptFinished) {
        this.byImportance = Comparator.comparingInt(dag -> queues.rank(dag.queue()));
        this.maxRunning = maxRunning;
        this.keptFinished = keptFinished;
    }

    /**
     * Puts {@code dag} behind those that wait, but before those of less important queues, and tells its client if it will
     * wait for others to end.
     */
    void add(AcceptedDag dag) {
        waiting.add(dag);
        // stable: those of one queue stay in the order of their submission
        waiting.sort(byImportance);
        if (running.size() >= maxRunning) {
            dag.queued("waits for one of " + running.size() + " running DAGs to end");
        }
    }

    /** The next that may run, which counts as running from here on. */
    Optional<AcceptedDag> next() {
        if (running.size() >= maxRunning || waiting.isEmpty()) {
            return Optional.empty();
        }
        AcceptedDag dag = waiting.remove(0);
        running.put(dag.id(), dag);
        return Optional.of(dag);
    }

    /** Takes {@code dag} from those that wait; false if it is not among them. */
    boolean leaveQueue(AcceptedDag dag) {
        return waiting.remove(dag);
    }

    /** {@code dag} has ended. */
    void finish(AcceptedDag dag) {
        running.remove(dag.id());
        finished.add(dag.finish());
        if (finished.size() > keptFinished) {
            finished.remove();
        }
    }

    /** Those that run or wait. */
    Stream<AcceptedDag> unfinished() {
        return Stream.concat(running.values().stream(), waiting.stream());
    }

    Optional<AcceptedDag> find(DagId id) {
        return unfinished().filter(dag -> dag.id().equals(id)).findFirst();
    }

    boolean isEmpty() {
        return running.isEmpty() && waiting.isEmpty();
    }

    /** Those that finished last, those that run, those that wait. */
    DagsReport.Builder report() {
        DagsReport.Builder report = DagsReport.newBuilder().addAllDags(finished);
        running.values().forEach(dag -> report.addDags(dag.report(false)));
        waiting.forEach(dag -> report.addDags(dag.report(true)));
        return report;
    }
}
