package io.mr3.testkit;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.routing.EdgeLog;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.Routings;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** A worker that obeys orders as a real one does, with scripted attempts; on a mailbox of its own. */
public final class SimulatedWorker {
    private final WorkerRef ref;
    private final Mailbox mailbox;
    private final TaskScript script;
    private final BiConsumer<AttemptId, AttemptReport> reports;
    private final Set<String> dags = new HashSet<>();
    private final Map<String, RegisterVertex> vertices = new HashMap<>();
    private final Map<Integer, EdgeLog> logs = new HashMap<>();
    private final Map<AttemptId, SimulatedAttempt> running = new LinkedHashMap<>();
    /** Attempts that were told whether they may commit. */
    private final Map<AttemptId, Boolean> commitAnswers = new HashMap<>();

    private final List<Order> orders = new ArrayList<>();
    private boolean deaf;

    SimulatedWorker(
            WorkerRef ref, Mailboxes mailboxes, TaskScript script, BiConsumer<AttemptId, AttemptReport> reports) {
        this.ref = ref;
        this.script = script;
        this.reports = reports;
        mailbox = mailboxes.create(ref.id().toString(), new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {}
        });
    }

    public WorkerRef ref() {
        return ref;
    }

    /** Runs something on the worker's mailbox, unless it is lost. */
    public void post(Runnable message) {
        mailbox.post(message);
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    /** All orders it has obeyed. */
    public List<Order> orders() {
        return orders;
    }

    public Map<AttemptId, Boolean> commitAnswers() {
        return commitAnswers;
    }

    public List<SimulatedAttempt> running() {
        return List.copyOf(running.values());
    }

    void die() {
        mailbox.close();
    }

    void deafen() {
        deaf = true;
    }

    void obey(List<Order> batch) {
        if (deaf) {
            return;
        }
        mailbox.post(() -> batch.forEach(this::obey));
    }

    void report(AttemptId id, AttemptReport report) {
        reports.accept(id, report);
    }

    void ended(SimulatedAttempt attempt) {
        running.remove(attempt.id());
    }

    private void obey(Order order) {
        orders.add(order);
        switch (order.getOrderCase()) {
            case REGISTER_DAG -> check(dags.add(order.getRegisterDag().getDagId()), "a DAG once", order);
            case REGISTER_VERTEX -> registerVertex(order.getRegisterVertex());
            case LAUNCH -> launch(order.getLaunch());
            case KILL -> kill(order);
            case EDGE_EVENTS -> order.getEdgeEvents().getEventsList().forEach(this::edgeEvent);
            case ATTEMPT_EVENTS -> attemptEvents(order);
            case COMMIT_ANSWER ->
                commitAnswers.put(
                        AttemptId.parse(order.getCommitAnswer().getAttemptId()),
                        order.getCommitAnswer().getGranted());
            default -> throw new AssertionError("expected an order of a DAG, got " + order);
        }
    }

    private static void check(boolean fine, String expected, Object got) {
        if (!fine) {
            throw new AssertionError("expected " + expected + ", got " + got);
        }
    }

    private void registerVertex(RegisterVertex vertex) {
        check(vertices.put(vertex.getVertexId(), vertex) == null, "a vertex once", vertex);
        vertex.getInEdgesList().forEach(edge -> logs.put(edge.getEdge(), new EdgeLog()));
    }

    private void launch(Launch launch) {
        AttemptId id = AttemptId.parse(launch.getAttemptId());
        check(dags.contains(id.dag().toString()), "a known DAG", launch);
        RegisterVertex vertex = vertices.get(id.vertex().toString());
        check(vertex != null, "a known vertex", launch);
        SimulatedAttempt attempt = new SimulatedAttempt(id, this, vertex, launch);
        check(running.put(id, attempt) == null, "an attempt once", launch);
        for (InEdge edge : vertex.getInEdgesList()) {
            if (edge.getRouting().getKind() != Routing.Kind.BY_MASTER) {
                EdgeRouting routing = Routings.fromProto(edge.getRouting());
                logs.get(edge.getEdge()).standing(event -> routing.route(event, attempt.task(), attempt::receive));
            }
        }
        script.launched(attempt);
        progress(attempt);
    }

    private void kill(Order order) {
        SimulatedAttempt attempt = running.get(AttemptId.parse(order.getKill().getAttemptId()));
        if (attempt != null) {
            attempt.end(AttemptEnd.Outcome.KILLED, order.getKill().getReason());
        }
    }

    private void edgeEvent(OutputEvent event) {
        check(logs.get(event.getEdge()).append(event), "events that stand", event);
        for (SimulatedAttempt attempt : running()) {
            for (InEdge edge : attempt.description().getInEdgesList()) {
                if (edge.getEdge() == event.getEdge()) {
                    Routings.fromProto(edge.getRouting()).route(event, attempt.task(), attempt::receive);
                    progress(attempt);
                }
            }
        }
    }

    private void attemptEvents(Order order) {
        SimulatedAttempt attempt =
                running.get(AttemptId.parse(order.getAttemptEvents().getAttemptId()));
        if (attempt == null) {
            return;
        }
        for (RoutedEvent event : order.getAttemptEvents().getEventsList()) {
            if (event.hasOutput()) {
                attempt.receive(event.getOutput());
            } else {
                attempt.give(event);
            }
        }
        progress(attempt);
    }

    private void progress(SimulatedAttempt attempt) {
        if (!attempt.isEnded() && attempt.isComplete()) {
            script.inputsComplete(attempt);
        }
    }
}
