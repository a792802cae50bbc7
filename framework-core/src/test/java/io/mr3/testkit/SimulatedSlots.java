package io.mr3.testkit;

import io.mr3.am.lease.GroupCapacity;
import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.PluginMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A ContainerGroup with simulated workers, for tests of DAGs: leases as the protocol of {@link TaskSlots} says, on a
 * mailbox of its own, so that messages of DAG, group and workers cross in every order. Checks that the DAG keeps its
 * side.
 */
public final class SimulatedSlots implements TaskSlots {
    private enum LeaseState {
        QUEUED,
        PLACED,
        LAUNCHED
    }

    private static final class Lease {
        final SlotRequest request;
        LeaseState state = LeaseState.QUEUED;
        SimulatedWorker worker;
        boolean waits;

        Lease(SlotRequest request) {
            this.request = request;
            waits = request.waitsForInputs();
        }
    }

    private final Mailboxes mailboxes;
    private final Mailbox mailbox;
    private final TaskScript script;
    private final int slotsPerWorker;
    private final Map<DagId, SlotHolder> holders = new LinkedHashMap<>();
    private final Map<AttemptId, Lease> leases = new LinkedHashMap<>();
    private final Map<WorkerId, SimulatedWorker> workers = new LinkedHashMap<>();
    private final Map<AttemptId, LeaseEnd.Kind> ends = new HashMap<>();
    private final List<SlotRequest> requests = new ArrayList<>();
    private final List<AttemptId> readied = new ArrayList<>();
    private final Map<DagId, SimulatedWorker> pluginWorkers = new HashMap<>();
    private final List<String> saidOfPlugins = new ArrayList<>();
    private int workersMade;
    private boolean placing = true;

    public SimulatedSlots(Mailboxes mailboxes, int workerCount, int slotsPerWorker, TaskScript script) {
        this.mailboxes = mailboxes;
        this.script = script;
        this.slotsPerWorker = slotsPerWorker;
        mailbox = mailboxes.create("group", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {
                place();
            }

            @Override
            public void failed(Throwable cause) {}
        });
        for (int i = 0; i < workerCount; i++) {
            addWorker();
        }
    }

    // ---- for tests

    /** Workers that live. */
    public List<SimulatedWorker> workers() {
        return List.copyOf(workers.values());
    }

    /** All requests so far. */
    public List<SlotRequest> requests() {
        return requests;
    }

    /** Attempts whose DAG said that their inputs are ready. */
    public List<AttemptId> readied() {
        return readied;
    }

    /** Leases that have not ended. */
    public int openLeases() {
        return leases.size();
    }

    /** Leases that have ended, and how. */
    public Map<AttemptId, LeaseEnd.Kind> ends() {
        return ends;
    }

    /** DAGs that have joined and not left. */
    public int joinedDags() {
        return holders.size();
    }

    /** Stops or resumes placing. */
    public void setPlacing(boolean placing) {
        mailbox.post(() -> this.placing = placing);
    }

    /** Takes a slot away that has no launch yet, or whose attempt runs. */
    public void revoke(AttemptId attempt, String reason) {
        mailbox.post(() -> end(attempt, LeaseEnd.Kind.REVOKED, reason));
    }

    /** Loses a worker, with all that it served, and starts another one. */
    public void lose(WorkerId id) {
        mailbox.post(() -> {
            SimulatedWorker worker = workers.remove(id);
            if (worker == null) {
                return;
            }
            worker.die();
            List.copyOf(leases.entrySet()).forEach(entry -> {
                if (entry.getValue().worker == worker) {
                    end(
                            entry.getKey(),
                            entry.getValue().state == LeaseState.LAUNCHED ? LeaseEnd.Kind.LOST : LeaseEnd.Kind.REVOKED,
                            id + " is lost");
                }
            });
            holders.values().forEach(holder -> holder.workerLost(worker.ref(), "planned loss"));
            addWorker();
        });
    }

    /** Breaks the protocol: places a lease a second time. */
    public void placeAgain(AttemptId attempt) {
        mailbox.post(() -> holders.get(attempt.dag())
                .placed(attempt, leases.get(attempt).worker.ref()));
    }

    /** From here on the worker obeys no order. */
    public void deafen(WorkerId id) {
        mailbox.post(() -> workers.get(id).deafen());
    }

    public boolean isAlive(WorkerId id) {
        return workers.containsKey(id);
    }

    /** Tells all DAGs that there will be no workers. */
    public void refuse(String reason) {
        mailbox.post(() -> holders.values().forEach(holder -> holder.unavailable(reason)));
    }

    public void say(String waiting) {
        mailbox.post(() -> holders.values().forEach(holder -> holder.waiting(waiting)));
    }

    public void askCommit(AttemptId attempt) {
        mailbox.post(() -> {
            SlotHolder holder = holders.get(attempt.dag());
            if (holder != null && leases.containsKey(attempt)) {
                holder.commitAsked(attempt);
            }
        });
    }

    /** What DAGs have said about plug-ins, with the worker that it went to. */
    public List<String> saidOfPlugins() {
        return saidOfPlugins;
    }

    /** Lets the worker that took plug-ins of a DAG say something about them. */
    public void reportPlugins(DagId dag, PluginMessage message) {
        mailbox.post(
                () -> holders.get(dag).pluginsReported(pluginWorkers.get(dag).ref(), message));
    }

    // ---- the protocol

    @Override
    public void hostPlugins(DagId dag) {
        mailbox.post(() -> {
            check(holders.containsKey(dag), "plug-ins come from joined DAGs: " + dag);
            SimulatedWorker worker = workers.values().iterator().next();
            pluginWorkers.put(dag, worker);
            holders.get(dag).pluginsPlaced(worker.ref());
        });
    }

    @Override
    public void join(DagId dag, String queue, SlotHolder holder) {
        mailbox.post(() -> check(holders.put(dag, holder) == null, dag + " joins once"));
    }

    @Override
    public void leave(DagId dag) {
        mailbox.post(() -> {
            check(holders.containsKey(dag), dag + " leaves once");
            List.copyOf(leases.keySet()).forEach(attempt -> {
                if (attempt.dag().equals(dag)) {
                    leases.remove(attempt);
                    ends.put(attempt, LeaseEnd.Kind.CANCELLED);
                }
            });
            holders.remove(dag);
        });
    }

    @Override
    public void request(SlotRequest request) {
        mailbox.post(() -> {
            check(holders.containsKey(request.attempt().dag()), "requests come from joined DAGs: " + request);
            check(!ends.containsKey(request.attempt()), "a lease is asked for once: " + request);
            check(leases.put(request.attempt(), new Lease(request)) == null, "a lease is asked for once: " + request);
            requests.add(request);
        });
    }

    @Override
    public void inputsLost(AttemptId attempt) {
        // nobody is pushed out here
    }

    @Override
    public void inputsReady(AttemptId attempt) {
        mailbox.post(() -> {
            readied.add(attempt);
            Lease lease = leases.get(attempt);
            if (lease != null) {
                lease.waits = false;
            }
        });
    }

    @Override
    public void cancel(AttemptId attempt) {
        mailbox.post(() -> {
            Lease lease = leases.get(attempt);
            if (lease != null) {
                check(lease.state != LeaseState.LAUNCHED, "no cancel after the launch of " + attempt);
                end(attempt, LeaseEnd.Kind.CANCELLED, "cancelled");
            }
        });
    }

    @Override
    public void send(DagId dag, WorkerId id, List<Order> orders) {
        mailbox.post(() -> {
            SimulatedWorker worker = workers.get(id);
            if (worker == null || !holders.containsKey(dag)) {
                return;
            }
            List<Order> passed = new ArrayList<>();
            for (Order order : orders) {
                if (order.hasPlugin()) {
                    saidOfPlugins.add(id + " " + order.getPlugin().getPayload().toStringUtf8());
                } else if (!order.hasLaunch() || isLaunchable(order, worker)) {
                    passed.add(order);
                }
            }
            worker.obey(passed);
        });
    }

    /** A launch may meet a revocation on its way. */
    private boolean isLaunchable(Order order, SimulatedWorker worker) {
        Lease lease = leases.get(AttemptId.parse(order.getLaunch().getAttemptId()));
        if (lease == null) {
            return false;
        }
        check(
                lease.state == LeaseState.PLACED && lease.worker == worker,
                "a launch goes where it was placed: " + order);
        lease.state = LeaseState.LAUNCHED;
        return true;
    }

    @Override
    public GroupCapacity capacity(VertexId vertex) {
        int count = Math.max(1, workers.size());
        return new GroupCapacity(new Resources(1024, 1).times(count * slotsPerWorker), count);
    }

    // ---- within

    private void addWorker() {
        WorkerId id = new WorkerId(++workersMade);
        WorkerRef ref = new WorkerRef(id, "group", "host" + id.number(), "/logs/" + id + ".log");
        workers.put(
                id,
                new SimulatedWorker(
                        ref,
                        mailboxes,
                        script,
                        (attempt, report) -> mailbox.post(() -> {
                            if (workers.containsKey(id)) {
                                reported(attempt, report);
                            }
                        })));
    }

    private void reported(AttemptId attempt, AttemptReport report) {
        SlotHolder holder = holders.get(attempt.dag());
        if (holder == null || !leases.containsKey(attempt)) {
            return;
        }
        holder.reported(attempt, report);
        if (report.hasEnd()) {
            end(attempt, LeaseEnd.Kind.FINISHED, "finished");
        }
    }

    private void end(AttemptId attempt, LeaseEnd.Kind kind, String reason) {
        Lease lease = leases.remove(attempt);
        if (lease == null) {
            return;
        }
        check(ends.put(attempt, kind) == null, "a lease ends once: " + attempt);
        if (lease.state == LeaseState.LAUNCHED && kind == LeaseEnd.Kind.REVOKED) {
            SimulatedWorker worker = lease.worker;
            worker.post(() -> worker.running().stream()
                    .filter(running -> running.id().equals(attempt))
                    .forEach(running -> running.end(io.mr3.rpc.proto.AttemptEnd.Outcome.KILLED, reason)));
        }
        holders.get(attempt.dag()).ended(attempt, new LeaseEnd(kind, reason));
    }

    private void place() {
        if (!placing) {
            return;
        }
        List<Lease> queued = leases.values().stream()
                .filter(lease -> lease.state == LeaseState.QUEUED)
                .sorted(Comparator.comparingInt(lease -> lease.request.priority()))
                .toList();
        Set<SimulatedWorker> reserved = new HashSet<>();
        for (Lease lease : queued) {
            if (lease.waits && waiting() + slots(lease) >= workers.size() * slotsPerWorker) {
                continue;
            }
            SimulatedWorker worker = freeWorker(lease.request, reserved);
            if (worker == null) {
                if (!lease.waits) {
                    makeRoom(lease, reserved);
                }
                continue;
            }
            lease.state = LeaseState.PLACED;
            lease.worker = worker;
            holders.get(lease.request.attempt().dag()).placed(lease.request.attempt(), worker.ref());
        }
    }

    /** The least busy worker; of equally busy ones the one that is asked for. */
    private SimulatedWorker freeWorker(SlotRequest request, Set<SimulatedWorker> reserved) {
        return workers.values().stream()
                .filter(worker -> !reserved.contains(worker))
                .filter(worker -> busy(worker) + (request.alone() ? slotsPerWorker : 1) <= slotsPerWorker)
                .min(Comparator.comparingLong(worker -> 2 * busy(worker)
                        - (request.locations().contains(worker.ref().host()) ? 1 : 0)))
                .orElse(null);
    }

    private int slots(Lease lease) {
        return lease.request.alone() ? slotsPerWorker : 1;
    }

    /** Slots of placed attempts that wait for inputs; they leave one to those that do not. */
    private int waiting() {
        return leases.values().stream()
                .filter(lease -> lease.worker != null && lease.waits)
                .mapToInt(this::slots)
                .sum();
    }

    /** One that must be alone gets the least busy worker in the end; one that runs again does not wait for that. */
    private void makeRoom(Lease lease, Set<SimulatedWorker> reserved) {
        if (lease.request.alone()) {
            workers.values().stream()
                    .filter(worker -> !reserved.contains(worker))
                    .min(Comparator.comparingLong(this::busy))
                    .ifPresent(worker -> {
                        reserved.add(worker);
                        preempt(other -> other.worker == worker && (other.waits || mayWaitFor(lease, other)));
                    });
        } else {
            preempt(other -> mayWaitFor(lease, other));
        }
    }

    private static boolean mayWaitFor(Lease producer, Lease lease) {
        return producer.request.rerun() && lease.request.priority() > producer.request.priority();
    }

    /** Takes the slot of the youngest attempt of these. */
    private void preempt(Predicate<Lease> candidate) {
        List.copyOf(leases.values()).stream()
                .filter(lease -> lease.worker != null)
                .filter(candidate)
                .reduce((older, younger) -> younger)
                .ifPresent(lease -> end(lease.request.attempt(), LeaseEnd.Kind.REVOKED, "preempted"));
    }

    private long busy(SimulatedWorker worker) {
        return leases.values().stream()
                .filter(lease -> lease.worker == worker)
                .mapToInt(this::slots)
                .sum();
    }

    private static void check(boolean fine, String rule) {
        if (!fine) {
            throw new AssertionError("broken: " + rule);
        }
    }
}
