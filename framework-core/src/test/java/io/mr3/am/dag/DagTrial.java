package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.VertexStatus;
import io.mr3.testkit.ScriptedAttempt;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.SimulatedSlots;
import io.mr3.testkit.TaskScript;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One run of one DAG on simulated workers, and what is true of every such run. */
final class DagTrial implements TaskScript, DagHistory {
    final VirtualMailboxes world;
    final DagPlan plan;
    final FakePlugins plugins;
    final SimulatedSlots slots;
    final List<DagStatus> published = new ArrayList<>();
    final List<SimulatedAttempt> launched = new ArrayList<>();
    final List<String> history = new ArrayList<>();
    TaskScript script = TaskScript.SUCCEED;
    Consumer<DagStatus> onStatus = status -> {};
    DagRunner runner;

    DagTrial(long seed, PlanBuilder builder) {
        this(seed, builder, 3, 4);
    }

    DagTrial(long seed, PlanBuilder builder, int workers, int slotsPerWorker) {
        world = new VirtualMailboxes(seed);
        plan = builder.build();
        plugins = new FakePlugins(plan);
        slots = new SimulatedSlots(world, workers, slotsPerWorker, this);
    }

    DagTrial script(TaskScript newScript) {
        script = newScript;
        return this;
    }

    DagTrial start() {
        runner = DagRunner.start(
                plan,
                plugins,
                slots,
                world,
                status -> {
                    published.add(status);
                    onStatus.accept(status);
                },
                this);
        return this;
    }

    /** Runs to the end and checks what every end has in common. */
    DagTrial finish() {
        if (runner == null) {
            start();
        }
        world.runUntil(this::isFinal, Duration.ofHours(1));
        world.settle();
        assertEquals(0, slots.openLeases(), "leases left");
        assertEquals(0, slots.joinedDags(), "DAG has left");
        assertEquals(1, plugins.closed, "plug-ins closed");
        assertEquals(1, published.stream().filter(DagTrial::isFinal).count(), "one final status");
        assertTrue(isFinal(published.get(published.size() - 1)), "nothing after the final status");
        slots.requests()
                .forEach(request -> assertTrue(slots.ends().containsKey(request.attempt()), "ended: " + request));
        return this;
    }

    DagTrial expect(DagStateProto state) {
        assertEquals(state, status().getState(), () -> String.join("\n", status().getDiagnosticsList()));
        return this;
    }

    DagTrial succeed() {
        finish().expect(DagStateProto.DAG_SUCCEEDED);
        status().getVerticesList().forEach(v -> assertEquals(v.getTotal(), v.getSucceeded(), v.getName()));
        return this;
    }

    DagStatus status() {
        return runner.status();
    }

    VertexStatus vertex(String name) {
        return status().getVerticesList().stream()
                .filter(v -> v.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private boolean isFinal() {
        return isFinal(status());
    }

    static boolean isFinal(DagStatus status) {
        return status.getState().getNumber() >= DagStateProto.DAG_SUCCEEDED_VALUE;
    }

    AttemptId attempt(int vertex, int task, int number) {
        return new AttemptId(new TaskId(new VertexId(plan.id(), vertex), task), number);
    }

    /** Attempts launched of a vertex. */
    List<SimulatedAttempt> launched(String vertex) {
        return launched.stream().filter(a -> a.vertex().equals(vertex)).toList();
    }

    /** Does something after so many turns of a mailbox of its own, whose turns fall between all others. */
    void after(int turns, Runnable action) {
        Mailbox clock = world.create("clock", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {}
        });
        countDown(clock, turns, action);
    }

    private static void countDown(Mailbox clock, int turns, Runnable action) {
        clock.post(() -> {
            if (turns == 0) {
                action.run();
            } else {
                countDown(clock, turns - 1, action);
            }
        });
    }

    /** Whether the worker that made an input of {@code edge} is lost. */
    boolean isGone(int edge, ScriptedAttempt.Read read) {
        AttemptId producer = attempt(plan.edges().get(edge).source(), read.sourceTask(), read.version());
        return launched.stream()
                .filter(a -> a.id().equals(producer))
                .noneMatch(a -> slots.isAlive(a.worker().ref().id()));
    }

    @Override
    public void launched(SimulatedAttempt attempt) {
        launched.add(attempt);
        script.launched(attempt);
    }

    @Override
    public void inputsComplete(SimulatedAttempt attempt) {
        script.inputsComplete(attempt);
    }

    @Override
    public void dagStarted(DagId dag, long wallMillis) {
        history.add("started");
    }

    @Override
    public void attemptStarted(AttemptId attempt, String vertex, WorkerRef worker, long wallMillis) {
        history.add("started " + vertex + " " + attempt);
    }

    @Override
    public void attemptEnded(
            AttemptId attempt, String vertex, WorkerRef worker, Outcome outcome, String diagnostics, Times times) {
        history.add("ended " + vertex + " " + attempt + " " + outcome);
    }

    @Override
    public void dagEnded(DagId dag, String state, String diagnostics, long wallMillis) {
        history.add("ended " + state);
    }
}
