package io.mr3.am.dag;

import io.mr3.common.CounterGroups;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.VertexStatus;
import java.util.List;

/** Writes what clients see of a DAG. */
final class DagStatusWriter {
    private final DagPlan plan;
    private final List<Vertex> vertices;
    private final DagTally tally;

    DagStatusWriter(DagPlan plan, List<Vertex> vertices, DagTally tally) {
        this.plan = plan;
        this.vertices = vertices;
        this.tally = tally;
    }

    /** When the DAG did what; milliseconds since the epoch, 0 if it has not. */
    record Times(long submitted, long started, long finished) {}

    /** @param waiting why nothing runs; empty if something does */
    DagStatus write(DagStateProto state, List<String> diagnostics, String waiting, Times times) {
        boolean isFinal = times.finished() > 0;
        DagStatus.Builder status = DagStatus.newBuilder()
                .setDagId(plan.id().toString())
                .setName(plan.name())
                .setState(state)
                .addAllDiagnostics(diagnostics)
                .setWaiting(waiting)
                .setSubmittedMs(times.submitted())
                .setStartedMs(times.started())
                .setFinishedMs(times.finished());
        vertices.forEach(vertex -> status.addVertices(write(vertex, isFinal)));
        if (isFinal) {
            Counters sum = tally.counters().copy();
            vertices.forEach(vertex -> sum.addAll(vertex.counters()));
            status.addAllCounters(CounterGroups.write(sum));
        }
        return status.build();
    }

    private static VertexStatus write(Vertex vertex, boolean isFinal) {
        VertexTasks tasks = vertex.tasks();
        VertexStatus.Builder status = VertexStatus.newBuilder()
                .setVertexId(vertex.plan().id().toString())
                .setName(vertex.name())
                .setState(vertex.state().shown())
                .setTotal(tasks.size())
                .setSucceeded(tasks.count(TaskState.SUCCEEDED))
                .setRunning(tasks.count(TaskState.RUNNING) + tasks.count(TaskState.KILLING))
                .setFailed(tasks.count(TaskState.FAILED))
                .setKilled(tasks.count(TaskState.KILLED))
                .setFailedAttempts(tasks.failedAttempts())
                .setKilledAttempts(tasks.killedAttempts())
                .addAllDiagnostics(vertex.diagnostics());
        if (isFinal) {
            status.addAllCounters(CounterGroups.write(vertex.counters()));
        }
        return status.build();
    }
}
