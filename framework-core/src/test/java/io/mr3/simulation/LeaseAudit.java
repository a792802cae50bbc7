package io.mr3.simulation;

import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.EdgePlan;
import io.mr3.am.group.WorkerHistory;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.rpc.proto.RoutedEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands between DAGs and their group and knows what each may say to the other: leases, workers that are lost, and which
 * outputs a DAG has given up. What breaks a rule throws.
 */
final class LeaseAudit implements TaskSlots, WorkerHistory {
    private enum Stage {
        REQUESTED,
        PLACED,
        LAUNCHED,
        ENDED
    }

    private static final class Lease {
        private Stage stage = Stage.REQUESTED;
        private WorkerId worker;
    }

    /** What a worker, or with a plug-in's routing an attempt, was told and must still take for good. */
    private record Listener(DagId dag, String name) {}

    /** The latest attempt of a task, and when it was asked for. */
    private record Newest(int number, long nanos) {}

    private record Told(int edge, int sourceTask, int version) {}

    private final TaskSlots slots;
    private final Function<DagId, DagPlan> plans;
    private final LongSupplier clock;
    private final Predicate<WorkerId> blameless;
    private final Map<AttemptId, Lease> leases = new LinkedHashMap<>();
    private final Map<TaskId, Newest> newest = new HashMap<>();
    private final Map<Listener, Set<Told>> standing = new HashMap<>();
    private final Map<Listener, Long> toldOfLoss = new HashMap<>();
    private final Set<DagId> left = new HashSet<>();
    private final Set<WorkerId> ready = new HashSet<>();
    private final Set<WorkerId> gone = new HashSet<>();
    private long resumedNanos = -1;
    private AssertionError breach;

    /**
     * @param clock monotonic nanoseconds
     * @param blameless workers that nothing has happened to
     */
    LeaseAudit(TaskSlots slots, Function<DagId, DagPlan> plans, LongSupplier clock, Predicate<WorkerId> blameless) {
        this.blameless = blameless;
        this.slots = slots;
        this.plans = plans;
        this.clock = clock;
    }

    /** All has come to an end. */
    void checkEnd() {
        leases.forEach((attempt, lease) -> check(
                lease.stage == Stage.ENDED || left.contains(attempt.dag()),
                () -> attempt + " holds its lease for ever"));
        check(gone.containsAll(ready), () -> "workers that never went: " + ready + " without " + gone);
    }

    // ---- from DAGs to the group

    @Override
    public void join(DagId dag, String queue, SlotHolder holder) {
        slots.join(dag, queue, new AuditedHolder(dag, holder));
    }

    @Override
    public void leave(DagId dag) {
        check(left.add(dag), () -> dag + " leaves twice");
        slots.leave(dag);
    }

    @Override
    public void request(SlotRequest request) {
        AttemptId attempt = request.attempt();
        check(!left.contains(attempt.dag()), () -> attempt + " is asked for after its DAG has left");
        check(leases.put(attempt, new Lease()) == null, () -> attempt + " is asked for twice");
        Newest before = newest.put(attempt.task(), new Newest(attempt.number(), clock.getAsLong()));
        int expected = before == null ? 0 : before.number + 1;
        check(attempt.number() == expected, () -> attempt + " is asked for, not number " + expected);
        slots.request(request);
    }

    @Override
    public void inputsReady(AttemptId attempt) {
        slots.inputsReady(attempt);
    }

    @Override
    public void inputsLost(AttemptId attempt) {
        slots.inputsLost(attempt);
    }

    @Override
    public void cancel(AttemptId attempt) {
        Stage stage = leases.get(attempt).stage;
        check(stage != Stage.LAUNCHED, () -> attempt + " is cancelled after its launch");
        slots.cancel(attempt);
    }

    @Override
    public void hostPlugins(DagId dag) {
        slots.hostPlugins(dag);
    }

    @Override
    public GroupCapacity capacity(VertexId vertex) {
        return slots.capacity(vertex);
    }

    @Override
    public void send(DagId dag, WorkerId worker, List<Order> orders) {
        for (Order order : orders) {
            switch (order.getOrderCase()) {
                case LAUNCH -> {
                    AttemptId attempt = AttemptId.parse(order.getLaunch().getAttemptId());
                    launch(attempt, worker);
                    checkNewsIsThere(attempt, worker);
                }
                case EDGE_EVENTS ->
                    order.getEdgeEvents().getEventsList().forEach(event -> told(dag, worker.toString(), event));
                case ATTEMPT_EVENTS -> {
                    for (RoutedEvent event : order.getAttemptEvents().getEventsList()) {
                        if (event.hasOutput()) {
                            told(
                                    dag,
                                    order.getAttemptEvents().getAttemptId(),
                                    event.getOutput().getOutput());
                        }
                    }
                }
                default -> {
                    // says nothing of outputs
                }
            }
        }
        for (Order order : orders) {
            if (order.hasEdgeEvents()) {
                checkStanding(
                        dag,
                        worker.toString(),
                        order.getEdgeEvents().getEvents(0).getEdge());
            } else if (order.hasLaunch()) {
                checkHanded(AttemptId.parse(order.getLaunch().getAttemptId()), worker);
            } else if (order.hasAttemptEvents()) {
                String attempt = order.getAttemptEvents().getAttemptId();
                order.getAttemptEvents().getEventsList().stream()
                        .filter(RoutedEvent::hasOutput)
                        .forEach(event -> checkStanding(
                                dag, attempt, event.getOutput().getOutput().getEdge()));
            }
        }
        slots.send(dag, worker, orders);
    }

    /** Whether attempts that read from the edge run on a worker of this name, or it is such an attempt. */
    private boolean hasConsumers(DagId dag, String name, int edge) {
        VertexId destination =
                new VertexId(dag, plans.apply(dag).edges().get(edge).destination());
        return leases.entrySet().stream()
                .filter(entry ->
                        entry.getKey().vertex().equals(destination) && entry.getValue().stage == Stage.LAUNCHED)
                .anyMatch(entry -> entry.getValue().worker.toString().equals(name)
                        || entry.getKey().toString().equals(name));
    }

    private void launch(AttemptId attempt, WorkerId worker) {
        Lease lease = leases.get(attempt);
        check(
                lease.stage == Stage.PLACED || lease.stage == Stage.ENDED,
                () -> attempt + " is launched, but " + lease.stage);
        check(worker.equals(lease.worker), () -> attempt + " is launched elsewhere than it was placed");
        if (lease.stage == Stage.PLACED) {
            lease.stage = Stage.LAUNCHED;
        }
    }

    private void told(DagId dag, String name, OutputEvent event) {
        Set<Told> outputs = standing.computeIfAbsent(new Listener(dag, name), l -> new HashSet<>());
        Told output = new Told(event.getEdge(), event.getSourceTask(), event.getVersion());
        if (event.getKind() == OutputKind.FAILED_OUTPUT) {
            outputs.remove(output);
        } else {
            outputs.add(output);
        }
    }

    /** What was given up before this moment, the worker has heard by the time of the launch. */
    private void checkNewsIsThere(AttemptId attempt, WorkerId worker) {
        DagPlan plan = plans.apply(attempt.dag());
        List<Integer> inEdges = plan.vertices().get(attempt.vertex().index()).inEdges();
        for (Told output : standing.getOrDefault(new Listener(attempt.dag(), worker.toString()), Set.of())) {
            if (inEdges.contains(output.edge)) {
                VertexId source = new VertexId(
                        attempt.dag(), plan.edges().get(output.edge).source());
                Newest now = newest.get(new TaskId(source, output.sourceTask));
                check(
                        now.number == output.version || now.nanos == clock.getAsLong(),
                        () -> attempt + " is launched before " + worker + " hears that " + output + " is gone");
            }
        }
    }

    /** Nothing that an attempt is handed at its launch is obsolete, or on a worker that its DAG knows to be lost. */
    private void checkHanded(AttemptId attempt, WorkerId worker) {
        if (leases.get(attempt).stage == Stage.ENDED) {
            return;
        }
        DagPlan plan = plans.apply(attempt.dag());
        for (int index : plan.vertices().get(attempt.vertex().index()).inEdges()) {
            EdgePlan edge = plan.edges().get(index);
            boolean byMaster = edge.kind() == EdgePlan.Kind.CUSTOM;
            String name = byMaster ? attempt.toString() : worker.toString();
            checkStanding(attempt.dag(), name, index);
            boolean oneToOne = edge.kind() == EdgePlan.Kind.ONE_TO_ONE;
            VertexId source = new VertexId(attempt.dag(), edge.source());
            for (Told output : standing.getOrDefault(new Listener(attempt.dag(), name), Set.of())) {
                if (output.edge == index
                        && (!oneToOne || output.sourceTask == attempt.task().index())) {
                    AttemptId producer = new AttemptId(new TaskId(source, output.sourceTask), output.version);
                    check(
                            !isKnownToBeLost(attempt.dag(), leases.get(producer).worker),
                            () -> attempt + " is handed the output of " + producer + ", whose worker is lost");
                }
            }
        }
    }

    /** No time passes while a DAG has something to read, unless the master stands still. */
    private boolean isKnownToBeLost(DagId dag, WorkerId worker) {
        Long told = toldOfLoss.get(new Listener(dag, worker.toString()));
        return told != null && clock.getAsLong() > Math.max(told, resumedNanos);
    }

    /** The master goes on after it stood still. */
    void masterResumed() {
        resumedNanos = clock.getAsLong();
    }

    /** An output is obsolete from the moment on when the next attempt of its task is asked for. */
    private void checkStanding(DagId dag, String name, int edge) {
        VertexId source = new VertexId(dag, plans.apply(dag).edges().get(edge).source());
        for (Told output : standing.getOrDefault(new Listener(dag, name), Set.of())) {
            if (output.edge == edge) {
                boolean obsolete = newest.get(new TaskId(source, output.sourceTask)).number > output.version;
                check(
                        !obsolete || !hasConsumers(dag, name, edge),
                        () -> name + " is left with obsolete " + output + " of " + dag);
            }
        }
    }

    // ---- from the group to DAGs

    private final class AuditedHolder implements SlotHolder {
        private final DagId dag;
        private final SlotHolder holder;

        private AuditedHolder(DagId dag, SlotHolder holder) {
            this.dag = dag;
            this.holder = holder;
        }

        @Override
        public void placed(AttemptId attempt, WorkerRef worker) {
            Lease lease = open(attempt);
            check(lease.stage == Stage.REQUESTED, () -> attempt + " is placed, but " + lease.stage);
            check(!gone.contains(worker.id()), () -> attempt + " is placed on a worker that is gone");
            lease.stage = Stage.PLACED;
            lease.worker = worker.id();
            holder.placed(attempt, worker);
        }

        @Override
        public void ended(AttemptId attempt, LeaseEnd end) {
            Lease lease = open(attempt);
            check(
                    end.kind() != LeaseEnd.Kind.FINISHED || lease.stage == Stage.LAUNCHED,
                    () -> attempt + " has finished, but was " + lease.stage);
            check(
                    end.kind() != LeaseEnd.Kind.LOST || gone.contains(lease.worker),
                    () -> attempt + " is lost with " + lease.worker + ", which is there");
            lease.stage = Stage.ENDED;
            holder.ended(attempt, end);
        }

        @Override
        public void reported(AttemptId attempt, AttemptReport report) {
            Lease lease = open(attempt);
            check(lease.stage == Stage.LAUNCHED, () -> attempt + " reports, but is " + lease.stage);
            check(!gone.contains(lease.worker), () -> attempt + " reports from " + lease.worker + ", which is gone");
            holder.reported(attempt, report);
        }

        @Override
        public void commitAsked(AttemptId attempt) {
            check(open(attempt).stage == Stage.LAUNCHED, () -> attempt + " asks to commit, but does not run");
            holder.commitAsked(attempt);
        }

        @Override
        public void pluginsPlaced(WorkerRef worker) {
            holder.pluginsPlaced(worker);
        }

        @Override
        public void pluginsReported(WorkerRef worker, PluginMessage message) {
            holder.pluginsReported(worker, message);
        }

        @Override
        public void workerLost(WorkerRef worker, String reason) {
            check(gone.contains(worker.id()), () -> worker + " is lost, but nobody noted that");
            leases.forEach((attempt, lease) -> check(
                    !attempt.dag().equals(dag)
                            || lease.stage == Stage.ENDED
                            || !worker.id().equals(lease.worker),
                    () -> attempt + " has not ended before its worker was lost"));
            toldOfLoss.put(new Listener(dag, worker.id().toString()), clock.getAsLong());
            holder.workerLost(worker, reason);
        }

        @Override
        public void waiting(String reason) {
            holder.waiting(reason);
        }

        @Override
        public void unavailable(String reason) {
            holder.unavailable(reason);
        }

        private Lease open(AttemptId attempt) {
            check(attempt.dag().equals(dag), () -> dag + " hears of " + attempt);
            Lease lease = leases.get(attempt);
            check(lease != null && lease.stage != Stage.ENDED, () -> attempt + " is heard of without a lease");
            return lease;
        }
    }

    // ---- workers

    @Override
    public void workerReady(WorkerRef worker, long pid, long wallMillis) {
        check(ready.add(worker.id()), () -> worker + " comes twice");
    }

    @Override
    public void workerGone(WorkerRef worker, boolean lost, String reason, long wallMillis) {
        check(ready.contains(worker.id()) && gone.add(worker.id()), () -> worker + " goes twice, or never came");
        check(!lost || !blameless.test(worker.id()), () -> worker + " is declared lost, without cause: " + reason);
    }

    /** A DAG survives what it is thrown, by failing; so the first breach is kept. */
    private void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            breach = breach == null ? new AssertionError(what.get()) : breach;
            throw breach;
        }
    }

    /** @throws AssertionError if a rule was broken before */
    void rethrow() {
        if (breach != null) {
            throw breach;
        }
    }
}
