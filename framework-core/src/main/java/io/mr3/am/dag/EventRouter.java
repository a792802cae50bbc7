package io.mr3.am.dag;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.rpc.proto.VertexManagerEvent;
import java.util.List;

/** Takes what running attempts say to where it belongs. */
final class EventRouter {
    private final List<Edge> edges;
    private final ReadErrors readErrors;

    /** @param edges by index */
    EventRouter(List<Edge> edges, ReadErrors readErrors) {
        this.edges = edges;
        this.readErrors = readErrors;
    }

    /** @throws IllegalArgumentException if the event names something that does not exist */
    void route(Attempt attempt, TaskEvent event) {
        Vertex vertex = attempt.task().vertex();
        switch (event.getEventCase()) {
            case OUTPUT -> output(attempt, vertex.outEdge(event.getOutput().getEdge()), event.getOutput());
            case VERTEX_MANAGER -> managerEvent(attempt, event.getVertexManager());
            case INITIALIZER -> attempt.initializerEvents().add(event.getInitializer());
            case READ_ERROR -> readError(attempt, event.getReadError());
            default -> throw new IllegalArgumentException("expected an event of " + attempt.id() + ", got none");
        }
    }

    private void output(Attempt attempt, Edge edge, OutputEvent event) {
        attempt.speak(
                edge,
                event.toBuilder()
                        .setSourceTask(attempt.id().task().index())
                        .setVersion(attempt.id().number())
                        .build());
    }

    private void managerEvent(Attempt attempt, VertexManagerEvent event) {
        attempt.task()
                .vertex()
                .sibling(event.getTargetVertex())
                .manager()
                .tell("eventReceived", m -> m.eventReceived(event.getPayload(), attempt.id()));
    }

    private void readError(Attempt attempt, ReadError error) {
        if (error.getEdge() < 0
                || error.getEdge() >= edges.size()
                || edges.get(error.getEdge()).destination() != attempt.task().vertex()) {
            throw new IllegalArgumentException(
                    "expected an in-edge of " + attempt.id() + ", got edge " + error.getEdge());
        }
        readErrors.reported(attempt, edges.get(error.getEdge()), error);
    }
}
