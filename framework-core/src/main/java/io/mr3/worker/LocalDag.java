package io.mr3.worker;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.routing.Routings;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.Routing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a worker knows of one DAG: its vertices, the edges into them and its live attempts. Owned by the mailbox. */
final class LocalDag {
    private final DagId id;
    private final HostedDag hosted;
    /** Vertex to the feeds of its in-edges. */
    private final Map<VertexId, List<EdgeFeed>> vertices = new HashMap<>();

    private final Map<Integer, EdgeFeed> edges = new HashMap<>();
    private final Map<AttemptId, RunningAttempt> live = new LinkedHashMap<>();
    /** Orders that came before all daemons knew of the DAG; null when they do. */
    private List<Order> held = new ArrayList<>();

    private boolean ended;

    LocalDag(DagId id, HostedDag hosted) {
        this.id = id;
        this.hosted = hosted;
    }

    DagId id() {
        return id;
    }

    /** Keeps an order for later if some daemon does not know of the DAG yet; true if it is kept. */
    boolean holdsBack(Order order) {
        return held != null && held.add(order);
    }

    /** All daemons know of the DAG now; returns the orders that were kept, in order. */
    List<Order> joined() {
        List<Order> orders = held;
        held = null;
        return orders;
    }

    HostedDag hosted() {
        return hosted;
    }

    /** Throws what the host throws; launches of the vertex are then refused. */
    void registerVertex(VertexId vertex, RegisterVertex order) {
        List<EdgeFeed> feeds = new ArrayList<>();
        for (InEdge edge : order.getInEdgesList()) {
            if (edge.getRouting().getKind() != Routing.Kind.BY_MASTER) {
                EdgeFeed feed = new EdgeFeed(Routings.fromProto(edge.getRouting()));
                edges.put(edge.getEdge(), feed);
                feeds.add(feed);
            }
        }
        hosted.registerVertex(vertex, order);
        vertices.put(vertex, feeds);
    }

    boolean canLaunch(VertexId vertex) {
        return !ended && vertices.containsKey(vertex);
    }

    void launch(AttemptId attempt, Launch order, List<Path> localDirs, AttemptListener listener) {
        RunningAttempt running = hosted.launch(attempt, order, localDirs, listener);
        live.put(attempt, running);
        if (order.getEventsCount() > 0) {
            running.deliver(order.getEventsList());
        }
        vertices.get(attempt.vertex()).forEach(feed -> feed.join(attempt, running));
    }

    /**
     * News of edges.
     *
     * @throws IllegalArgumentException for an edge into no registered vertex: its consumers would wait for ever
     */
    void append(EdgeEvents events) {
        Map<Integer, List<OutputEvent>> byEdge = new LinkedHashMap<>();
        for (OutputEvent event : events.getEventsList()) {
            byEdge.computeIfAbsent(event.getEdge(), e -> new ArrayList<>()).add(event);
        }
        byEdge.forEach((edge, news) -> {
            EdgeFeed feed = edges.get(edge);
            if (feed == null) {
                throw new IllegalArgumentException(
                        "expected events of edges into registered vertices of " + id + ", got edge " + edge);
            }
            feed.append(news);
        });
    }

    /** The attempt, or null if it does not run here. */
    RunningAttempt running(AttemptId attempt) {
        return live.get(attempt);
    }

    Collection<AttemptId> live() {
        return List.copyOf(live.keySet());
    }

    void attemptEnded(AttemptId attempt) {
        live.remove(attempt);
        vertices.getOrDefault(attempt.vertex(), List.of()).forEach(feed -> feed.leave(attempt));
    }

    /** No attempt may start any more. */
    void end() {
        ended = true;
    }

    boolean isOver() {
        return ended && live.isEmpty();
    }
}
