package io.mr3.tez.client;

import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.VertexStateProto;
import io.mr3.rpc.proto.VertexStatus;
import io.mr3.tez.TezCounterCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.tez.dag.api.records.DAGProtos.DAGStatusProto;
import org.apache.tez.dag.api.records.DAGProtos.DAGStatusStateProto;
import org.apache.tez.dag.api.records.DAGProtos.ProgressProto;
import org.apache.tez.dag.api.records.DAGProtos.StringProgressPairProto;
import org.apache.tez.dag.api.records.DAGProtos.VertexStatusProto;
import org.apache.tez.dag.api.records.DAGProtos.VertexStatusStateProto;

/** Our statuses in the form that Tez's client reads. */
final class StatusProtos {
    private static final Map<DagStateProto, DAGStatusStateProto> DAG_STATES = new EnumMap<>(Map.of(
            DagStateProto.DAG_SUBMITTED, DAGStatusStateProto.DAG_SUBMITTED,
            DagStateProto.DAG_RUNNING, DAGStatusStateProto.DAG_RUNNING,
            DagStateProto.DAG_SUCCEEDED, DAGStatusStateProto.DAG_SUCCEEDED,
            DagStateProto.DAG_FAILED, DAGStatusStateProto.DAG_FAILED,
            DagStateProto.DAG_KILLED, DAGStatusStateProto.DAG_KILLED));
    private static final Map<VertexStateProto, VertexStatusStateProto> VERTEX_STATES = new EnumMap<>(Map.of(
            VertexStateProto.VERTEX_NEW, VertexStatusStateProto.VERTEX_NEW,
            VertexStateProto.VERTEX_INITIALIZING, VertexStatusStateProto.VERTEX_INITIALIZING,
            VertexStateProto.VERTEX_INITED, VertexStatusStateProto.VERTEX_INITED,
            VertexStateProto.VERTEX_RUNNING, VertexStatusStateProto.VERTEX_RUNNING,
            VertexStateProto.VERTEX_COMMITTING, VertexStatusStateProto.VERTEX_COMMITTING,
            VertexStateProto.VERTEX_SUCCEEDED, VertexStatusStateProto.VERTEX_SUCCEEDED,
            VertexStateProto.VERTEX_FAILED, VertexStatusStateProto.VERTEX_FAILED,
            VertexStateProto.VERTEX_KILLED, VertexStatusStateProto.VERTEX_KILLED));

    private StatusProtos() {}

    static DAGStatusProto dag(DagStatus status, boolean withCounters) {
        DAGStatusProto.Builder proto = DAGStatusProto.newBuilder()
                .setState(DAG_STATES.get(status.getState()))
                .addAllDiagnostics(lines(status.getDiagnosticsList()));
        ProgressProto.Builder sum = ProgressProto.newBuilder();
        for (VertexStatus vertex : status.getVerticesList()) {
            ProgressProto progress = progress(vertex);
            add(sum, progress);
            proto.addVertexProgress(StringProgressPairProto.newBuilder()
                    .setKey(vertex.getName())
                    .setProgress(progress));
        }
        proto.setDAGProgress(sum);
        if (withCounters) {
            proto.setDagCounters(TezCounterCodec.toTez(status.getCountersList()));
        }
        return proto.build();
    }

    /** Hive strings diagnostics together as they are: each but the last ends its line. */
    private static List<String> lines(List<String> diagnostics) {
        List<String> lines = new ArrayList<>(diagnostics);
        for (int i = 0; i < lines.size() - 1; i++) {
            if (!lines.get(i).endsWith("\n")) {
                lines.set(i, lines.get(i) + "\n");
            }
        }
        return lines;
    }

    static VertexStatusProto vertex(VertexStatus status, boolean withCounters) {
        VertexStatusProto.Builder proto = VertexStatusProto.newBuilder()
                .setId(status.getVertexId())
                .setState(VERTEX_STATES.get(status.getState()))
                .addAllDiagnostics(lines(status.getDiagnosticsList()))
                .setProgress(progress(status));
        if (withCounters) {
            proto.setVertexCounters(TezCounterCodec.toTez(status.getCountersList()));
        }
        return proto.build();
    }

    private static ProgressProto progress(VertexStatus vertex) {
        return ProgressProto.newBuilder()
                .setTotalTaskCount(Math.max(0, vertex.getTotal()))
                .setSucceededTaskCount(vertex.getSucceeded())
                .setRunningTaskCount(vertex.getRunning())
                .setFailedTaskCount(vertex.getFailed())
                .setKilledTaskCount(vertex.getKilled())
                .setFailedTaskAttemptCount(vertex.getFailedAttempts())
                .setKilledTaskAttemptCount(vertex.getKilledAttempts())
                .setRejectedTaskAttemptCount(0)
                .build();
    }

    private static void add(ProgressProto.Builder sum, ProgressProto vertex) {
        sum.setTotalTaskCount(sum.getTotalTaskCount() + vertex.getTotalTaskCount())
                .setSucceededTaskCount(sum.getSucceededTaskCount() + vertex.getSucceededTaskCount())
                .setRunningTaskCount(sum.getRunningTaskCount() + vertex.getRunningTaskCount())
                .setFailedTaskCount(sum.getFailedTaskCount() + vertex.getFailedTaskCount())
                .setKilledTaskCount(sum.getKilledTaskCount() + vertex.getKilledTaskCount())
                .setFailedTaskAttemptCount(sum.getFailedTaskAttemptCount() + vertex.getFailedTaskAttemptCount())
                .setKilledTaskAttemptCount(sum.getKilledTaskAttemptCount() + vertex.getKilledTaskAttemptCount());
    }
}
