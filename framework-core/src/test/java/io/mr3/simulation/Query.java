package io.mr3.simulation;

import io.mr3.am.dag.DagHistory;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.FakePlugins;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One DAG of a run: what it is, what must become of it, and what became of it. */
final class Query {
    private final DagPlan plan;
    private final FakePlugins plugins;
    private final InputCheck inputs;
    private final Poison poison;
    private final String poisonedTask;
    private final List<DagStatus> statuses = new ArrayList<>();
    private final Set<AttemptId> succeeded = new HashSet<>();
    /** Attempt to what it read of each source task, for those that have succeeded in their worker. */
    private final Map<AttemptId, Map<TaskId, Integer>> rowsRead = new HashMap<>();
    /** The attempt of each task that the engine takes for the one that succeeded. */
    private final Map<TaskId, AttemptId> accepted = new HashMap<>();

    private boolean started;
    private boolean mayFail;
    private boolean mayBeKilled;
    private long endNanos = -1;

    /** @param poisonedTask as {@code vertex/task}; null for none */
    Query(DagPlan plan, FakePlugins plugins, InputCheck inputs, Poison poison, String poisonedTask) {
        this.plan = plan;
        this.plugins = plugins;
        this.inputs = inputs;
        this.poison = poison;
        this.poisonedTask = poisonedTask;
    }

    DagId id() {
        return plan.id();
    }

    DagPlan plan() {
        return plan;
    }

    FakePlugins plugins() {
        return plugins;
    }

    InputCheck inputs() {
        return inputs;
    }

    Poison poison() {
        return poison;
    }

    DagIntake.Intake intake() {
        return new DagIntake.Intake(plan, plugins, SessionFiles.NONE);
    }

    boolean isPoisoned(String vertex, int task) {
        return (vertex + "/" + task).equals(poisonedTask);
    }

    VertexId source(int edge) {
        return new VertexId(plan.id(), plan.edges().get(edge).source());
    }

    boolean commits(VertexId vertex) {
        return !plan.vertices().get(vertex.index()).committedSinks().isEmpty();
    }

    void tellsEarly() {
        inputs.allowEarlyOutputs();
    }

    void mayFail() {
        mayFail = true;
    }

    void mayBeKilled() {
        mayBeKilled = true;
    }

    void started() {
        started = true;
    }

    boolean isStarted() {
        return started;
    }

    /** Whether rows of the vertex differ each time that they are made. */
    boolean differs(String vertex) {
        return plugins.differing.contains(vertex);
    }

    /** An attempt succeeds, in its worker, having read these rows. */
    void wrote(AttemptId attempt, Map<TaskId, Integer> read) {
        rowsRead.put(attempt, read);
    }

    /** Hears from the engine what becomes of attempts. */
    DagHistory history() {
        return new NoHistory() {
            @Override
            public void attemptEnded(
                    AttemptId attempt,
                    String vertex,
                    WorkerRef worker,
                    Outcome outcome,
                    String diagnostics,
                    Times times) {
                if (outcome == Outcome.SUCCEEDED) {
                    accepted.put(attempt.task(), attempt);
                }
            }
        };
    }

    /** An attempt has ended, in its worker. */
    void ended(AttemptId attempt, AttemptEnd.Outcome outcome) {
        if (outcome == AttemptEnd.Outcome.SUCCEEDED) {
            succeeded.add(attempt);
        }
    }

    void changed(DagStatus status, long nanos) {
        require(endNanos < 0, "tells of its status after its end");
        statuses.add(status);
        if (isFinal(status)) {
            endNanos = nanos;
        }
    }

    static boolean isFinal(DagStatus status) {
        return status.getState().getNumber() >= DagStateProto.DAG_SUCCEEDED_VALUE;
    }

    /** When it ended; -1 before. */
    long endNanos() {
        return endNanos;
    }

    boolean isRunning() {
        return started && endNanos < 0;
    }

    /** Whether nothing of it is left in the master. */
    boolean isOver() {
        return plugins.closed > 0;
    }

    DagStateProto state() {
        return statuses.isEmpty()
                ? DagStateProto.DAG_SUBMITTED
                : statuses.get(statuses.size() - 1).getState();
    }

    /** What is true of every end. */
    void check() {
        require(plugins.closed == 1, "closed its plug-ins " + plugins.closed + " times");
        if (!started) {
            require(mayBeKilled, "was never started");
            return;
        }
        DagStatus last = statuses.get(statuses.size() - 1);
        require(isFinal(last), "has not ended");
        String why = String.join("\n", last.getDiagnosticsList());
        require(!why.contains("internal error"), why);
        boolean mustFail = poison != null;
        switch (last.getState()) {
            case DAG_SUCCEEDED -> {
                require(!mustFail, "has succeeded in spite of its poison");
                last.getVerticesList()
                        .forEach(v -> require(v.getTotal() == v.getSucceeded(), "lacks tasks of " + v.getName()));
                require(attempted(last), "has succeeded without attempts that have");
                checkVersions();
            }
            case DAG_KILLED -> require(mayBeKilled, "was killed by nobody: " + why);
            default -> require(mustFail || mayFail || cannotBeTakenBack(why), "has failed: " + why);
        }
        checkCommits(last.getState() == DagStateProto.DAG_SUCCEEDED);
    }

    private boolean cannotBeTakenBack(String why) {
        return !plugins.differing.isEmpty() && why.contains("can't be taken back");
    }

    /** Whatever was read of one task, directly or by way of others, was the same for all. */
    private void checkVersions() {
        Map<TaskId, Integer> rows = new HashMap<>();
        for (AttemptId attempt : accepted.values()) {
            rowsRead.get(attempt).forEach((source, read) -> {
                Integer other = rows.put(source, read);
                require(
                        other == null || other.equals(read),
                        "mixes two versions of " + source + "; " + attempt + " read one of them");
            });
        }
    }

    /** Each task has an attempt that succeeded. */
    private boolean attempted(DagStatus last) {
        long tasks = succeeded.stream().map(AttemptId::task).distinct().count();
        return tasks
                == last.getVerticesList().stream().mapToInt(v -> v.getTotal()).sum();
    }

    private void checkCommits(boolean success) {
        for (String sink : plan.vertices().stream()
                .flatMap(v -> v.committedSinks().stream())
                .toList()) {
            long commits = count("commit " + sink);
            long aborts = count("abort " + sink + " killed") + count("abort " + sink + " failed");
            long setups = count("setup " + sink);
            require(commits <= 1 && setups <= 1, "commits or sets up twice: " + plugins.committed);
            require(success ? commits == 1 && aborts == 0 : aborts == setups, "commits wrongly: " + plugins.committed);
        }
    }

    private long count(String step) {
        return plugins.committed.stream().filter(step::equals).count();
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(plan.id() + " " + what + "\n" + this);
        }
    }

    @Override
    public String toString() {
        String edges = plan.edges().stream()
                .map(edge -> "v" + edge.source() + " -" + edge.kind() + "-> v" + edge.destination())
                .collect(Collectors.joining(", "));
        String vertices = statuses.isEmpty()
                ? ""
                : statuses.get(statuses.size() - 1).getVerticesList().stream()
                        .map(v -> v.getName() + " " + v.getState() + " " + v.getSucceeded() + "/" + v.getTotal() + ", "
                                + v.getRunning() + " run, " + v.getFailedAttempts() + " failed, "
                                + v.getKilledAttempts() + " killed")
                        .collect(Collectors.joining("; "));
        return plan.id() + " " + state() + (poison == null ? "" : ", poisoned at " + poisonedTask + ": " + poison)
                + (mayBeKilled ? ", may be killed" : "") + "; " + edges + "; " + vertices;
    }
}
