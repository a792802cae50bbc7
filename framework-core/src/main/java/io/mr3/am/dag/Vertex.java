package io.mr3.am.dag;

import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import io.mr3.common.Counters;
import io.mr3.common.TaskId;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.InitializerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One vertex: prepares, starts, lets its tasks run, and ends. */
final class Vertex implements VertexMachine.Actions {
    /** The vertex as its DAG sees it. */
    interface Parent {
        /** @throws IllegalArgumentException if there is no vertex of this name; from any thread */
        Vertex vertex(String name);

        void vertexSucceeded();

        void vertexStopped();

        void vertexFailed(List<String> diagnostics);

        /** A task runs again: what it reads may be gone too. */
        void outputsNeeded();
    }

    private final VertexPlan plan;
    private final DagPorts ports;
    private final Parent parent;
    private final OutputCommits commits;
    private final VertexMachine machine;
    private final ManagerHost manager;
    private final InputInitializers initializers;
    private final VertexTasks tasks;
    private final AttemptLaunches launches;
    private final TaskRelease release;
    private final List<Edge> inEdges = new ArrayList<>();
    private final List<Edge> outEdges = new ArrayList<>();
    private final CompletableFuture<Integer> finalParallelism = new CompletableFuture<>();
    private final Counters counters = new Counters();
    private List<String> diagnostics = List.of();
    private int parallelism = -1;
    private int distance = -1;
    private boolean outputsSetUp;
    private boolean configured;
    /** Null: nobody has asked. */
    private Boolean outputsMayDiffer;

    Vertex(VertexPlan plan, DagPorts ports, Parent parent, OutputCommits commits, Locations locations) {
        this.plan = plan;
        this.ports = ports;
        this.parent = parent;
        this.commits = commits;
        boolean commitsOnSuccess = !ports.plan().settings().commitAllOnDagSuccess()
                && !plan.committedSinks().isEmpty();
        machine = new VertexMachine(plan.name() + " (" + plan.id() + ")", commitsOnSuccess);
        manager = new ManagerHost(this, ports);
        initializers = new InputInitializers(this, ports);
        tasks = new VertexTasks(plan.name());
        launches = new AttemptLaunches(this, ports, locations);
        release = new TaskRelease(this, launches);
        if (plan.parallelism() >= 0) {
            resize(plan.parallelism(), plan.hints());
        }
    }

    /** Joins the vertex to its edges, once all vertices are made. */
    void connect(List<Edge> in, List<Edge> out) {
        inEdges.addAll(in);
        outEdges.addAll(out);
    }

    VertexPlan plan() {
        return plan;
    }

    String name() {
        return plan.name();
    }

    VertexState state() {
        return machine.state();
    }

    /** Number of tasks; -1 while unknown. */
    int parallelism() {
        return parallelism;
    }

    /** Done when the vertex is configured; fails when it never will be. */
    CompletableFuture<Integer> finalParallelism() {
        return finalParallelism;
    }

    VertexTasks tasks() {
        return tasks;
    }

    ManagerHost manager() {
        return manager;
    }

    TaskRelease release() {
        return release;
    }

    List<Edge> inEdges() {
        return inEdges;
    }

    List<Edge> outEdges() {
        return outEdges;
    }

    List<String> diagnostics() {
        return diagnostics;
    }

    /** Sums over the tasks that have succeeded and the initialisers. */
    Counters counters() {
        return counters;
    }

    /** Longest way from a vertex without sources. */
    int distance() {
        if (distance < 0) {
            distance = inEdges.stream()
                    .mapToInt(edge -> 1 + edge.source().distance())
                    .max()
                    .orElse(0);
        }
        return distance;
    }

    Vertex sibling(String name) {
        return parent.vertex(name);
    }

    boolean isConfigured() {
        return configured;
    }

    boolean hasSucceeded(int task) {
        return task < tasks.size() && tasks.get(task).state() == TaskState.SUCCEEDED;
    }

    /** Whether some source task may still have something to say. */
    boolean waitsForInputs() {
        return inEdges.stream().anyMatch(edge -> edge.source().state() != VertexState.SUCCEEDED);
    }

    /** Whether a task that runs again on the same inputs may write other rows. */
    boolean outputsMayDiffer() {
        if (outputsMayDiffer == null) {
            outputsMayDiffer = ports.plugins().outputsMayDiffer(plan);
        }
        return outputsMayDiffer;
    }

    /** Edges from here to the vertex at the other end of edge {@code index}. */
    Edge outEdge(int index) {
        return outEdges.stream()
                .filter(edge -> edge.index() == index)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected an out-edge of " + name() + ", one of " + plan.outEdges() + ", got " + index));
    }

    // ---- lifecycle

    void handle(VertexEvent event) {
        machine.apply(event).forEach(effect -> effect.accept(this));
    }

    /** Does whatever is possible by now; harmless at any time. */
    void advance() {
        adoptParallelism();
        if (state() == VertexState.INITIALIZING && isPrepared()) {
            handle(new VertexEvent.Prepared());
        }
        if (!configured && isReady() && (!manager.isReconfigurationPending() || isWithoutHopeOfTasks())) {
            becomeConfigured();
        }
        if (state() == VertexState.INITED
                && inEdges.stream().allMatch(edge -> edge.source().state().hasStarted())) {
            handle(new VertexEvent.Start());
        }
        release.releaseWhatCanRun();
        if (state() == VertexState.RUNNING && configured && tasks.haveAllSucceeded()) {
            handle(new VertexEvent.Completed());
        }
    }

    private boolean isPrepared() {
        return manager.isInitialized()
                && initializers.areDone()
                && outputsSetUp
                && parallelism >= 0
                && inEdges.stream().allMatch(Edge::hasRouting);
    }

    private boolean isReady() {
        return state() == VertexState.INITED || state() == VertexState.RUNNING;
    }

    /** The manager of a vertex without tasks waited for sources to tell it of some, and none did. */
    private boolean isWithoutHopeOfTasks() {
        return parallelism == 0 && state() == VertexState.RUNNING && !waitsForInputs();
    }

    /** The destination of a one-to-one edge has as many tasks as the source, unless somebody else decides. */
    private void adoptParallelism() {
        if (parallelism >= 0
                || state() != VertexState.INITIALIZING
                || !manager.isInitialized()
                || manager.isReconfigurationPending()
                || !initializers.areDone()) {
            return;
        }
        inEdges.stream()
                .filter(edge -> edge.isOneToOne() && edge.source().isConfigured())
                .findFirst()
                .ifPresent(edge -> resize(edge.source().parallelism(), List.of()));
    }

    private void becomeConfigured() {
        configured = true;
        finalParallelism.complete(parallelism);
        ports.subscriptions().reached(name(), VertexEventKind.CONFIGURED);
        advanceNeighbours();
    }

    private void advanceNeighbours() {
        inEdges.forEach(edge -> ports.agenda().next(edge.source()::advance));
        outEdges.forEach(edge -> ports.agenda().next(edge.destination()::advance));
    }

    @Override
    public void initialize() {
        manager.start();
        try {
            commits.setup(this, failure -> {
                if (failure != null) {
                    fail(StackTraces.of(failure), "an output could not be set up");
                } else {
                    outputsSetUp = true;
                    advance();
                }
            });
            initializers.start();
        } catch (RuntimeException | Error e) {
            fail(StackTraces.of(e), "its initialisers or committers could not be made");
        }
    }

    @Override
    public void start() {
        ports.subscriptions().reached(name(), VertexEventKind.RUNNING);
        List<AttemptId> completed = inEdges.stream()
                .flatMap(edge -> edge.source().tasks().all().stream())
                .filter(Task::isAnnounced)
                .map(task -> task.current().id())
                .toList();
        manager.tell("vertexStarted", m -> m.vertexStarted(completed));
        advanceNeighbours();
    }

    @Override
    public void commit() {
        commits.commit(List.of(this), failure -> handle(new VertexEvent.Committed(failure)));
    }

    @Override
    public void succeed() {
        ports.subscriptions().reached(name(), VertexEventKind.SUCCEEDED);
        outEdges.forEach(edge -> ports.agenda().next(edge.destination()::sourceSucceeded));
        ports.agenda().next(parent::vertexSucceeded);
    }

    @Override
    public void failDag(List<String> reasons) {
        diagnostics = reasons;
        parent.vertexFailed(reasons);
    }

    @Override
    public void terminate(String reason) {
        initializers.cancel();
        finalParallelism.completeExceptionally(new IllegalStateException("vertex " + name() + " has ended"));
        tasks.all().forEach(task -> task.handle(new TaskEvent.Kill(reason)));
        ports.agenda().next(this::taskStopped);
    }

    @Override
    public void end() {
        ports.subscriptions()
                .reached(name(), state() == VertexState.FAILED ? VertexEventKind.FAILED : VertexEventKind.KILLED);
        ports.agenda().next(parent::vertexStopped);
    }

    /** Fails the vertex and with it the DAG. */
    void fail(String rootCause, String what) {
        handle(new VertexEvent.Fail(List.of(rootCause, "Vertex " + name() + " (" + plan.id() + ") failed: " + what)));
    }

    /** Fails the DAG although the vertex itself may have succeeded. */
    void failLate(String rootCause, String what) {
        if (state() == VertexState.SUCCEEDED) {
            failDag(List.of(rootCause, "Vertex " + name() + " (" + plan.id() + ") had succeeded: " + what));
        } else {
            fail(rootCause, what);
        }
    }

    // ---- what its manager asks for

    void reconfigure(int count, List<LocationHint> hints, Map<String, EdgeRouting> routings) {
        if (configured || release.hasBegun()) {
            throw new IllegalStateException("expected vertex " + name() + " to be reconfigured before its "
                    + (release.hasBegun() ? "tasks are scheduled" : "configuration is final"));
        }
        if (count > DagPlan.MAX_TASKS) {
            throw new IllegalArgumentException("expected at most " + DagPlan.MAX_TASKS + " tasks, got " + count);
        }
        routings.forEach((source, routing) -> inEdges.stream()
                .filter(edge -> edge.source().name().equals(source))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a source of vertex " + name() + " to route from, got " + source))
                .assign(routing));
        resize(count, hints != null ? hints : currentHints(count));
    }

    private void resize(int count, List<LocationHint> hints) {
        parallelism = count;
        tasks.resize(
                count,
                index -> new Task(
                        new TaskId(plan.id(), index), this, index < hints.size() ? hints.get(index) : null, ports));
        advanceNeighbours();
    }

    /** Hints say nothing of other tasks than those they were made for. */
    private List<LocationHint> currentHints(int count) {
        List<LocationHint> hints = new ArrayList<>();
        if (count == tasks.size()) {
            tasks.all().forEach(task -> hints.add(task.hint()));
        }
        return hints;
    }

    /** What keeps it from going on, for a DAG in which nothing happens any more. */
    String obstacle() {
        if (parallelism < 0) {
            return "nobody says how many tasks vertex " + name() + " has";
        }
        for (Edge edge : inEdges) {
            if (!edge.hasRouting()) {
                return "nobody says how edge " + edge + " is routed";
            }
        }
        return "vertex " + name() + " is " + state() + ", its manager has scheduled "
                + (tasks.size() - tasks.count(TaskState.NEW) + release.heldBack()) + " of its " + tasks.size()
                + " tasks" + (configured ? "" : " and has not said that its configuration is final");
    }

    // ---- what its tasks and sources tell

    SlotRequest slotRequest(Attempt attempt, boolean rerun, boolean alone) {
        return launches.slotRequest(attempt, rerun, alone);
    }

    void launch(Attempt attempt) {
        launches.launch(attempt);
        tasks.attemptLaunched(attempt);
    }

    void tellInitializers(List<InitializerEvent> events) {
        for (InitializerEvent event : events) {
            sibling(event.getTargetVertex()).initializers.tell(name(), event);
        }
    }

    void count(Counters more) {
        counters.addAll(more);
    }

    void taskSucceeded(Task task) {
        if (task.state() == TaskState.SUCCEEDED) {
            task.announce();
            outEdges.forEach(edge -> edge.destination().sourceTaskCompleted(task));
        }
        advance();
        taskStopped();
    }

    void taskRunsAgain() {
        boolean hadAll = state() == VertexState.SUCCEEDED;
        handle(new VertexEvent.Rerun());
        if (hadAll) {
            outEdges.forEach(edge -> edge.destination().sourceRunsAgain());
        }
        parent.outputsNeeded();
    }

    void taskStopped() {
        if (state() == VertexState.TERMINATING && !tasks.isAnyLive()) {
            handle(new VertexEvent.Stopped());
        }
    }

    private void sourceTaskCompleted(Task task) {
        if (state().hasStarted()) {
            AttemptId attempt = task.current().id();
            manager.tell("sourceTaskCompleted", m -> m.sourceTaskCompleted(attempt));
        }
    }

    private void sourceRunsAgain() {
        liveAttempts().forEach(ports.slots()::inputsLost);
    }

    private void sourceSucceeded() {
        advance();
        if (!waitsForInputs()) {
            liveAttempts().forEach(ports.slots()::inputsReady);
        }
    }

    private Stream<AttemptId> liveAttempts() {
        return tasks.all().stream().filter(task -> task.state().isLive()).map(task -> task.current()
                .id());
    }
}
