package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import io.mr3.common.Counters;
import io.mr3.common.TaskId;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.InitializerEvent;
import io.mr3.rpc.proto.InputData;
import io.mr3.rpc.proto.RoutedEvent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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
    private final VertexTasks tasks = new VertexTasks();
    private final AttemptLaunches launches;
    private final List<Edge> inEdges = new ArrayList<>();
    private final List<Edge> outEdges = new ArrayList<>();
    private final Set<Integer> heldBack = new LinkedHashSet<>();
    private final CompletableFuture<Integer> finalParallelism = new CompletableFuture<>();
    private final Counters counters = new Counters();
    private List<String> diagnostics = List.of();
    private int parallelism = -1;
    private int distance = -1;
    private boolean outputsSetUp;
    private boolean configured;
    private boolean anyScheduled;

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
        launches = new AttemptLaunches(this, ports, locations);
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
        if (!configured && isReady() && !manager.isReconfigurationPending()) {
            becomeConfigured();
        }
        if (state() == VertexState.INITED
                && inEdges.stream().allMatch(edge -> edge.source().state().hasStarted())) {
            handle(new VertexEvent.Start());
        }
        releaseTasks();
        if (state() == VertexState.RUNNING && isComplete()) {
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

    /** A vertex without tasks may have a manager that waits for sources to tell how many there should be. */
    private boolean isComplete() {
        return tasks.haveAllSucceeded() && (configured || !waitsForInputs());
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
        manager.tell("vertexStarted", m -> m.vertexStarted(sourcesCompleted()));
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
                .reached(
                        name(),
                        state() == VertexState.FAILED ? VertexEventKind.FAILED : VertexEventKind.KILLED);
        ports.agenda().next(parent::vertexStopped);
    }

    /** Fails the vertex and with it the DAG. */
    void fail(String rootCause, String what) {
        handle(new VertexEvent.Fail(
                List.of(rootCause, "Vertex " + name() + " (" + plan.id() + ") failed: " + what)));
    }

    // ---- what its manager asks for

    void reconfigure(int count, List<LocationHint> hints, Map<String, EdgeRouting> routings) {
        if (configured || anyScheduled) {
            throw new IllegalStateException("expected vertex " + name() + " to be reconfigured before its "
                    + (anyScheduled ? "tasks are scheduled" : "configuration is final"));
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
        tasks.resize(count, index -> new Task(new TaskId(plan.id(), index), this, at(hints, index), ports));
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

    private static LocationHint at(List<LocationHint> hints, int index) {
        return index < hints.size() ? hints.get(index) : null;
    }

    void setHints(List<LocationHint> hints) {
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).prefer(at(hints, i));
        }
    }

    void giveInputData(List<Integer> targets, List<InputData> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            task(targets.get(i))
                    .give(RoutedEvent.newBuilder().setInputData(pieces.get(i)).build());
        }
    }

    void giveProcessorEvent(int task, ByteString payload) {
        task(task).give(RoutedEvent.newBuilder().setProcessorPayload(payload).build());
    }

    void schedule(List<Integer> indices, List<LocationHint> hints) {
        manager.endReconfiguration();
        anyScheduled = true;
        for (int i = 0; i < indices.size(); i++) {
            Task task = task(indices.get(i));
            LocationHint hint = hints == null ? null : at(hints, i);
            if (hint != null) {
                task.prefer(hint);
            }
            if (task.state() == TaskState.NEW) {
                heldBack.add(indices.get(i));
            }
        }
    }

    private Task task(int index) {
        if (index < 0 || index >= tasks.size()) {
            throw new IllegalArgumentException(
                    "expected one of " + tasks.size() + " tasks of vertex " + name() + ", got " + index);
        }
        return tasks.get(index);
    }

    /** Lets scheduled tasks go, as soon as both ends of all their edges know what they need to. */
    private void releaseTasks() {
        if (heldBack.isEmpty()
                || state() != VertexState.RUNNING
                || !configured
                || !inEdges.stream().allMatch(edge -> edge.source().isConfigured())
                || !outEdges.stream().allMatch(Edge::outputsAreKnown)) {
            return;
        }
        try {
            launches.open();
        } catch (RuntimeException | Error e) {
            fail(StackTraces.of(e), "its tasks could not be described");
            return;
        }
        List<Integer> released = List.copyOf(heldBack);
        heldBack.clear();
        released.forEach(index -> tasks.get(index).handle(new TaskEvent.Schedule()));
    }

    // ---- what its tasks and sources tell

    SlotRequest slotRequest(Attempt attempt, boolean rerun) {
        return launches.slotRequest(attempt, rerun);
    }

    void launch(Attempt attempt) {
        launches.launch(attempt);
        tasks.attemptLaunched(attempt);
        ports.delivery().launched(attempt, inEdges);
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
            outEdges.forEach(edge -> edge.destination().sourceTaskCompleted(task));
        }
        advance();
        taskStopped();
    }

    void taskRunsAgain() {
        handle(new VertexEvent.Rerun());
        parent.outputsNeeded();
    }

    void taskStopped() {
        if (state() == VertexState.TERMINATING && !tasks.isAnyLive()) {
            handle(new VertexEvent.Stopped());
        }
    }

    private List<AttemptId> sourcesCompleted() {
        return inEdges.stream()
                .flatMap(edge -> edge.source().tasks().all().stream())
                .filter(task -> task.state() == TaskState.SUCCEEDED)
                .map(task -> task.current().id())
                .toList();
    }

    private void sourceTaskCompleted(Task task) {
        if (state().hasStarted()) {
            manager.tell("sourceTaskCompleted", m -> m.sourceTaskCompleted(task.current().id()));
        }
    }

    private void sourceSucceeded() {
        advance();
        if (!waitsForInputs()) {
            tasks.all().stream()
                    .filter(task -> task.state().isLive())
                    .forEach(task -> ports.slots().inputsReady(task.current().id()));
        }
    }
}
