package io.mr3.am.dag;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.Routings;
import io.mr3.rpc.proto.AttemptEvents;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings what producers say to the workers of their consumers: each event once per worker and edge, from where the worker's
 * copy of the edge's log ends. Edges with a plug-in's routing are expanded here, per attempt.
 */
final class EdgeDelivery {
    /** Events in one order, to keep frames small. */
    private static final int BATCH = 1000;

    private record Copy(int edge, WorkerId worker) {}

    private final DagId dag;
    private final WorkerOrders orders;
    private final Map<Copy, Integer> cursors = new HashMap<>();
    private final Set<Edge> dirty = new LinkedHashSet<>();
    private final Map<AttemptId, Addressed> expanded = new LinkedHashMap<>();

    /** Events for one attempt. */
    private record Addressed(WorkerId worker, AttemptEvents.Builder events) {}

    EdgeDelivery(DagId dag, WorkerOrders orders) {
        this.dag = dag;
        this.orders = orders;
    }

    /** A producer said something; dropped if its output is already declared failed. */
    void append(Edge edge, OutputEvent event) {
        if (!edge.log().append(event)) {
            return;
        }
        Set<Attempt> running = edge.destination().tasks().running();
        if (running.isEmpty()) {
            return;
        }
        EdgeRouting routing = edge.routing();
        if (Routings.expandedByWorker(routing)) {
            dirty.add(edge);
        } else {
            running.forEach(attempt -> expand(routing, event, attempt));
        }
    }

    /**
     * An attempt is being launched: what stands on its in-edges goes to it. Its worker's copy catches up before the launch;
     * behind it, the attempt would first hear of old outputs that are gone, and try to read them.
     */
    void launching(Attempt attempt, List<Edge> inEdges) {
        for (Edge edge : inEdges) {
            EdgeRouting routing = edge.routing();
            if (Routings.expandedByWorker(routing)) {
                catchUp(edge, attempt.worker().id());
            } else {
                edge.log().standing(event -> expand(routing, event, attempt));
            }
        }
    }

    /** Gives a running attempt an event of its own. */
    void send(Attempt attempt, RoutedEvent event) {
        expanded.computeIfAbsent(
                        attempt.id(),
                        id -> new Addressed(
                                attempt.worker().id(),
                                AttemptEvents.newBuilder().setAttemptId(id.toString())))
                .events()
                .addEvents(event);
    }

    private void expand(EdgeRouting routing, OutputEvent event, Attempt attempt) {
        routing.route(
                event,
                attempt.id().task().index(),
                routed ->
                        send(attempt, RoutedEvent.newBuilder().setOutput(routed).build()));
    }

    /** Turns what is due into orders. */
    void flush() {
        for (Edge edge : dirty) {
            for (WorkerId worker : edge.destination().tasks().workers()) {
                catchUp(edge, worker);
            }
        }
        dirty.clear();
        expanded.values()
                .forEach(addressed -> orders.add(
                        addressed.worker(),
                        Order.newBuilder().setAttemptEvents(addressed.events()).build()));
        expanded.clear();
    }

    private void catchUp(Edge edge, WorkerId worker) {
        Copy copy = new Copy(edge.index(), worker);
        List<OutputEvent> events = edge.log().from(cursors.getOrDefault(copy, 0));
        for (int from = 0; from < events.size(); from += BATCH) {
            EdgeEvents batch = EdgeEvents.newBuilder()
                    .setDagId(dag.toString())
                    .addAllEvents(events.subList(from, Math.min(events.size(), from + BATCH)))
                    .build();
            orders.add(worker, Order.newBuilder().setEdgeEvents(batch).build());
        }
        cursors.put(copy, edge.log().size());
    }
}
