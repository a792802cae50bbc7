package io.mr3.worker;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.rpc.proto.Order;
import java.util.Optional;

/** Which orders to a worker are about a DAG that it knows. */
final class DagOrders {
    private DagOrders() {}

    /** Whose order it is; empty if it is about the worker, or makes a DAG known. */
    static Optional<DagId> dagOf(Order order) {
        return switch (order.getOrderCase()) {
            case REGISTER_VERTEX ->
                Optional.of(
                        VertexId.parse(order.getRegisterVertex().getVertexId()).dag());
            case LAUNCH ->
                Optional.of(AttemptId.parse(order.getLaunch().getAttemptId()).dag());
            case KILL ->
                Optional.of(AttemptId.parse(order.getKill().getAttemptId()).dag());
            case EDGE_EVENTS -> Optional.of(DagId.parse(order.getEdgeEvents().getDagId()));
            case ATTEMPT_EVENTS ->
                Optional.of(
                        AttemptId.parse(order.getAttemptEvents().getAttemptId()).dag());
            case COMMIT_ANSWER ->
                Optional.of(
                        AttemptId.parse(order.getCommitAnswer().getAttemptId()).dag());
            case DAG_ENDED -> Optional.of(DagId.parse(order.getDagEnded().getDagId()));
            case PLUGIN -> Optional.of(DagId.parse(order.getPlugin().getDagId()));
            default -> Optional.empty();
        };
    }
}
