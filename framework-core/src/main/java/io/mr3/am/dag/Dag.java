package io.mr3.am.dag;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.PluginMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DAG: all of it belongs to its mailbox, except {@link #vertex(String)}. */
final class Dag implements DagMachine.Actions, Vertex.Parent {
    private static final Logger LOG = LoggerFactory.getLogger(Dag.class);
    /** How long attempts may take to obey a kill before the DAG ends without them. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DagPlan plan;
    private final PluginHost plugins;
    private final TaskSlots slots;
    private final DagHistory history;
    private final Consumer<DagStatus> listener;
    private final Mailbox mailbox;
    private final Agenda agenda;
    private final IoWork io;
    private final DagPorts ports;
    private final DagMachine machine;
    private final OutputCommits commits;
    private final PluginWorker pluginWorker;
    private final EventRouter router;
    private final LostOutputs lostOutputs;
    private final ReadErrors readErrors;
    private final DagStatusWriter writer;
    private final Map<String, Vertex> vertices = new LinkedHashMap<>();
    private final List<Vertex> byIndex = new ArrayList<>();
    private final long submittedMillis;
    private List<String> diagnostics = List.of();
    private String waiting = "";
    private long startedMillis;
    private long finishedMillis;
    private boolean searchForLostOutputs;
    private DagStatus published;
    private Mailbox.Timer patience;

    Dag(
            DagPlan plan,
            PluginHost plugins,
            TaskSlots slots,
            Mailbox mailbox,
            Executor ioThreads,
            Consumer<DagStatus> listener,
            DagHistory history) {
        this.plan = plan;
        this.plugins = plugins;
        this.slots = slots;
        this.history = history;
        this.listener = listener;
        this.mailbox = mailbox;
        agenda = new Agenda(mailbox, this::failed);
        io = new IoWork(ioThreads, agenda);
        WorkerOrders orders = new WorkerOrders(plan.id(), slots, plugins::registration);
        EdgeDelivery delivery = new EdgeDelivery(plan.id(), orders);
        ports = new DagPorts(
                plan,
                plugins,
                slots,
                history,
                agenda,
                io,
                orders,
                delivery,
                new VertexSubscriptions(),
                new DagTally(),
                new Rollback(agenda, this::isRunning));
        machine = new DagMachine(plan.id());
        commits = new OutputCommits(plugins, io);
        pluginWorker = new PluginWorker(plan.id(), plugins.remote().orElse(null), slots, orders, agenda);
        List<Edge> edges = build();
        lostOutputs = new LostOutputs(byIndex);
        readErrors = new ReadErrors(agenda, new ReadErrorPolicy(plan.settings()), lostOutputs);
        router = new EventRouter(edges, readErrors);
        writer = new DagStatusWriter(plan, byIndex, ports.tally());
        submittedMillis = mailbox.wallMillis();
        published = snapshot();
    }

    private List<Edge> build() {
        Locations locations = new Locations(vertices::get);
        for (VertexPlan vertexPlan : plan.vertices()) {
            Vertex vertex = new Vertex(vertexPlan, ports, this, commits, locations);
            vertices.put(vertexPlan.name(), vertex);
            byIndex.add(vertex);
        }
        List<Edge> edges = plan.edges().stream()
                .map(edge -> new Edge(edge, byIndex.get(edge.source()), byIndex.get(edge.destination())))
                .toList();
        for (Vertex vertex : byIndex) {
            vertex.connect(
                    vertex.plan().inEdges().stream().map(edges::get).toList(),
                    vertex.plan().outEdges().stream().map(edges::get).toList());
        }
        return edges;
    }

    Agenda agenda() {
        return agenda;
    }

    private boolean isRunning() {
        return machine.state() == DagState.RUNNING;
    }

    /** What was published last. */
    DagStatus published() {
        return published;
    }

    void handle(DagEvent event) {
        machine.apply(event).forEach(effect -> effect.accept(this));
    }

    // ---- messages from the group

    void placed(AttemptId id, WorkerRef worker) {
        waiting = "";
        attempt(id).handle(new AttemptEvent.Placed(worker));
    }

    void leaseEnded(AttemptId id, LeaseEnd end) {
        attempt(id).handle(new AttemptEvent.LeaseOver(end));
    }

    /** Events, then status, then end. */
    void reported(AttemptId id, AttemptReport report) {
        Attempt attempt = attempt(id);
        if (attempt.state() == AttemptState.RUNNING) {
            report.getEventsList().forEach(event -> router.route(attempt, event));
            attempt.updateStatus(report.getStatus());
        }
        if (report.hasEnd()) {
            attempt.noteRun(report.getEnd());
            agenda.next(() -> attempt.handle(new AttemptEvent.Ended(attempt.judge(report.getEnd()))));
        }
    }

    void commitAsked(AttemptId id) {
        Attempt attempt = attempt(id);
        boolean granted = isRunning() && attempt.task().mayCommit(attempt);
        if (attempt.worker() != null) {
            ports.orders().answerCommit(attempt.worker().id(), id, granted);
        }
    }

    void workerLost(WorkerRef worker, String reason) {
        pluginWorker.workerLost(worker, reason);
        lostOutputs.workerLost(worker.id(), worker.location() + " is lost: " + reason);
        readErrors.workerLost(worker.id());
        outputsNeeded();
    }

    void pluginsPlaced(WorkerRef worker) {
        waiting = "";
        pluginWorker.placed(worker);
    }

    void pluginsReported(WorkerRef worker, PluginMessage message) {
        pluginWorker.reported(worker, message);
    }

    void waits(String reason) {
        waiting = reason;
    }

    private Attempt attempt(AttemptId id) {
        return byIndex.get(id.vertex().index()).tasks().get(id.task().index()).attempt(id.number());
    }

    // ---- what vertices tell

    @Override
    public Vertex vertex(String name) {
        Vertex vertex = vertices.get(name);
        if (vertex == null) {
            throw new IllegalArgumentException(
                    "expected a vertex of " + plan.name() + ", one of " + vertices.keySet() + ", got " + name);
        }
        return vertex;
    }

    @Override
    public void vertexSucceeded() {
        if (isRunning() && byIndex.stream().allMatch(vertex -> vertex.state() == VertexState.SUCCEEDED)) {
            handle(new DagEvent.Completed());
        }
    }

    @Override
    public void vertexStopped() {
        if (machine.state() == DagState.TERMINATING
                && byIndex.stream().allMatch(vertex -> vertex.state().isAtRest())) {
            handle(new DagEvent.Stopped());
        }
    }

    @Override
    public void vertexFailed(List<String> reasons) {
        agenda.next(() -> handle(new DagEvent.Fail(reasons)));
    }

    @Override
    public void outputsNeeded() {
        if (!searchForLostOutputs) {
            searchForLostOutputs = true;
            agenda.next(() -> {
                searchForLostOutputs = false;
                if (isRunning()) {
                    lostOutputs.runAgain();
                }
            });
        }
    }

    // ---- what the machine asks for

    @Override
    public void start() {
        startedMillis = mailbox.wallMillis();
        history.dagStarted(plan.id(), startedMillis);
        pluginWorker.start();
        byIndex.stream()
                .sorted(Comparator.comparingInt(Vertex::distance))
                .forEach(vertex -> vertex.handle(new VertexEvent.Begin()));
        agenda.next(this::vertexSucceeded);
    }

    @Override
    public void commit() {
        List<Vertex> committing = plan.settings().commitAllOnDagSuccess() ? byIndex : List.of();
        if (committing.stream()
                .allMatch(vertex -> vertex.plan().committedSinks().isEmpty())) {
            handle(new DagEvent.Committed(null));
            return;
        }
        commits.commit(committing, failure -> handle(new DagEvent.Committed(failure)));
    }

    @Override
    public void explain(List<String> reasons) {
        diagnostics = reasons;
    }

    @Override
    public void terminate(String reason) {
        patience = agenda.after(PATIENCE, () -> {
            LOG.warn("{} ends although some attempts have not answered for {} s", plan.id(), PATIENCE.toSeconds());
            handle(new DagEvent.Stopped());
        });
        // behind what is due: a vertex that had succeeded, and ignores this, may yet hear that a task of it runs again
        agenda.next(() -> byIndex.forEach(vertex -> vertex.handle(new VertexEvent.Kill(reason))));
        agenda.next(this::vertexStopped);
    }

    @Override
    public void abort(boolean killed) {
        patience.cancel();
        commits.abort(killed, () -> handle(new DagEvent.Aborted()));
    }

    @Override
    public void end() {
        agenda.next(this::leave);
    }

    private void leave() {
        if (finishedMillis > 0) {
            return;
        }
        finishedMillis = mailbox.wallMillis();
        waiting = "";
        endOfTurn();
        slots.leave(plan.id());
        history.dagEnded(plan.id(), published.getState().name(), String.join("\n", diagnostics), finishedMillis);
        io.last(plugins::close);
        mailbox.close();
    }

    // ---- turns

    /** Sends what has come together, and publishes what has changed. */
    void endOfTurn() {
        if (isStuck()) {
            List<String> obstacles = byIndex.stream()
                    .filter(vertex -> vertex.state() != VertexState.SUCCEEDED)
                    .map(Vertex::obstacle)
                    .toList();
            agenda.run(() -> handle(new DagEvent.Fail(obstacles)));
        }
        ports.delivery().flush();
        ports.orders().flush();
        DagStatus status = snapshot();
        if (!status.equals(published)) {
            published = status;
            listener.accept(status);
        }
    }

    /** Nothing runs and no answer is due, so that nothing would ever happen. */
    private boolean isStuck() {
        return isRunning()
                && io.isIdle()
                && byIndex.stream().noneMatch(vertex -> vertex.tasks().isAnyLive());
    }

    private DagStatus snapshot() {
        return writer.write(
                machine.state().shown(),
                diagnostics,
                waiting,
                new DagStatusWriter.Times(submittedMillis, startedMillis, finishedMillis));
    }

    /** Something was not foreseen: the DAG fails, alone. */
    void failed(Throwable cause) {
        LOG.error("{} fails by an internal error", plan.id(), cause);
        handle(new DagEvent.Fail(List.of("internal error: " + StackTraces.of(cause))));
    }
}
