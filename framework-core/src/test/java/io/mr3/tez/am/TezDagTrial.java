package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.am.dag.DagHistory;
import io.mr3.am.dag.DagIntake.Intake;
import io.mr3.am.dag.DagRunner;
import io.mr3.am.dag.EdgePlan;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.VertexStatus;
import io.mr3.testkit.ScriptedAttempt.Read;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.SimulatedSlots;
import io.mr3.testkit.TaskScript;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tez.common.counters.DAGCounter;
import org.apache.tez.dag.api.DAG;

/** One run of one Tez DAG: its plan, Tez's plug-ins and the engine are real, workers are simulated. */
final class TezDagTrial implements TaskScript, DagHistory {
    private final VirtualMailboxes world;
    private final Intake intake;
    private final TaskScript script;
    /** The attempt of each task that has read all its inputs, the latest. */
    private final Map<String, Map<Integer, SimulatedAttempt>> done = new LinkedHashMap<>();

    final SimulatedSlots slots;
    private final DagRunner runner;

    TezDagTrial(long seed, DAG dag, TaskScript script) throws Exception {
        this.world = new VirtualMailboxes(seed);
        this.intake = Plans.read(dag);
        this.script = script;
        this.slots = new SimulatedSlots(world, 3, 4, this);
        this.runner = DagRunner.start(intake.plan(), intake.plugins(), slots, world, status -> {}, this);
    }

    TezDagTrial finish(DagStateProto state) {
        world.runUntil(
                () -> runner.status().getState().getNumber() >= DagStateProto.DAG_SUCCEEDED_VALUE, Duration.ofHours(1));
        world.settle();
        assertEquals(
                state,
                runner.status().getState(),
                () -> String.join("\n", runner.status().getDiagnosticsList()));
        checkEngineCounters();
        return this;
    }

    /** Tez's client reads this group into its enum, and a name that is not there fails the whole query. */
    private void checkEngineCounters() {
        List<DAGCounter> known = runner.status().getCountersList().stream()
                .filter(group -> group.getName().equals(DAGCounter.class.getName()))
                .flatMap(group -> group.getCountersList().stream())
                .map(counter -> DAGCounter.valueOf(counter.getName()))
                .toList();
        assertEquals(done.isEmpty(), known.isEmpty());
    }

    VertexStatus vertex(String name) {
        return runner.status().getVerticesList().stream()
                .filter(vertex -> vertex.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<String> diagnostics() {
        return runner.status().getDiagnosticsList();
    }

    /** The last attempt of each task of a vertex. */
    Collection<SimulatedAttempt> attempts(String vertex) {
        return done.get(vertex).values();
    }

    /** What all tasks of {@code destination} have read from {@code source}. */
    List<Read> reads(String source, String destination) {
        int edge = intake.plan().edges().stream()
                .filter(e ->
                        name(e.source()).equals(source) && name(e.destination()).equals(destination))
                .mapToInt(EdgePlan::index)
                .findFirst()
                .orElseThrow();
        return attempts(destination).stream()
                .flatMap(attempt -> attempt.inputs().get(edge).values().stream())
                .toList();
    }

    private String name(int vertex) {
        return intake.plan().vertices().get(vertex).name();
    }

    @Override
    public void launched(SimulatedAttempt attempt) {
        script.launched(attempt);
    }

    @Override
    public void inputsComplete(SimulatedAttempt attempt) {
        done.computeIfAbsent(attempt.vertex(), v -> new LinkedHashMap<>()).put(attempt.task(), attempt);
        script.inputsComplete(attempt);
    }

    @Override
    public void dagStarted(DagId dag, long wallMillis) {}

    @Override
    public void attemptStarted(AttemptId attempt, String vertex, WorkerRef worker, long wallMillis) {}

    @Override
    public void attemptEnded(
            AttemptId attempt, String vertex, WorkerRef worker, Outcome outcome, String diagnostics, Times times) {}

    @Override
    public void dagEnded(DagId dag, String state, String diagnostics, long wallMillis) {}
}
