package io.mr3.am.group;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEvents;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.testkit.VirtualMailboxes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A DAG of producers and consumers: a consumer can only end when every producer has ended on a worker that is still
 * there. Lost outputs are produced again; leases that end without success are asked for again. Checks every promise of
 * a group.
 */
final class SimulatedDag implements SlotHolder {
    private static final int PRODUCERS = 0;
    private static final int CONSUMERS = 1;

    private final Mailbox mailbox;
    private final DagId dag;
    private final TaskSlots slots;
    private final Random random;
    private final int slotsEach;
    private final Map<AttemptId, Lease> leases = new LinkedHashMap<>();
    private final Set<AttemptId> over = new HashSet<>();
    private final Map<TaskId, WorkerId> outputs = new HashMap<>();
    private final Map<TaskId, Integer> attempts = new HashMap<>();
    private final Set<TaskId> consumed = new HashSet<>();
    private final List<TaskId> producers = new ArrayList<>();
    private final List<TaskId> consumers = new ArrayList<>();
    private final Set<WorkerId> lost = new HashSet<>();
    private boolean ended;

    SimulatedDag(VirtualMailboxes world, DagId dag, TaskSlots slots, Random random, int slotsEach) {
        this.mailbox = world.create(dag.toString(), owner());
        this.dag = dag;
        this.slots = slots;
        this.random = random;
        this.slotsEach = slotsEach;
        for (int i = 0; i <= random.nextInt(6); i++) {
            producers.add(new TaskId(new VertexId(dag, PRODUCERS), i));
        }
        for (int i = 0; i <= random.nextInt(6); i++) {
            consumers.add(new TaskId(new VertexId(dag, CONSUMERS), i));
        }
    }

    /** One lease as its holder sees it. */
    private static final class Lease {
        private WorkerRef worker;
        private boolean launched;
        private boolean cancelled;
        private boolean told;
    }

    static Mailboxes.Owner owner() {
        return new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {}
        };
    }

    boolean isOver() {
        return ended;
    }

    @Override
    public String toString() {
        return dag + " outputs " + outputs + " of " + producers.size() + ", consumed " + consumed.size() + " of "
                + consumers.size() + ", leases " + leases.keySet();
    }

    void start() {
        mailbox.post(() -> {
            slots.join(dag, this);
            // consumers may come first: they must not keep the producers out
            List<TaskId> all = new ArrayList<>(random.nextBoolean() ? producers : consumers);
            all.addAll(all.contains(producers.get(0)) ? consumers : producers);
            all.forEach(task -> request(task, false));
        });
    }

    /** The client loses patience. */
    void kill() {
        mailbox.post(this::leave);
    }

    private void request(TaskId task, boolean rerun) {
        AttemptId attempt = new AttemptId(task, attempts.merge(task, 1, Integer::sum));
        leases.put(attempt, new Lease());
        boolean consumer = task.vertex().index() == CONSUMERS;
        slots.request(new SlotRequest(
                attempt,
                new Resources(slotsEach * GroupFixture.SLOT_MB, 1),
                task.vertex().index(),
                consumer && !allProduced(),
                rerun,
                random.nextInt(8) == 0,
                List.of()));
        if (random.nextInt(12) == 0) {
            leases.get(attempt).cancelled = true;
            slots.cancel(attempt);
        }
    }

    private boolean allProduced() {
        return outputs.size() == producers.size();
    }

    @Override
    public void placed(AttemptId attempt, WorkerRef worker) {
        heard(() -> {
            Lease lease = open(attempt);
            check(lease.worker == null, attempt + " is placed twice");
            check(!lost.contains(worker.id()), attempt + " is placed on a worker that was lost before");
            lease.worker = worker;
            if (lease.cancelled) {
                return;
            }
            lease.launched = true;
            Launch.Builder launch =
                    Launch.newBuilder().setAttemptId(attempt.toString()).setMemoryMb(slotsEach * GroupFixture.SLOT_MB);
            if (attempt.vertex().index() == CONSUMERS) {
                launch.addPhysicalInputs(producers.size());
            }
            slots.send(
                    dag,
                    worker.id(),
                    List.of(Order.newBuilder().setLaunch(launch).build()));
            tellConsumers();
        });
    }

    /** Lets running consumers end, once everything is produced. */
    private void tellConsumers() {
        if (!allProduced()) {
            return;
        }
        leases.forEach((attempt, lease) -> {
            if (attempt.vertex().index() == CONSUMERS && lease.launched && !lease.told) {
                lease.told = true;
                Order events = Order.newBuilder()
                        .setAttemptEvents(AttemptEvents.newBuilder().setAttemptId(attempt.toString()))
                        .build();
                slots.send(dag, lease.worker.id(), List.of(events));
            }
        });
    }

    @Override
    public void reported(AttemptId attempt, AttemptReport report) {
        heard(() -> {
            Lease lease = open(attempt);
            check(lease.launched, attempt + " reports without a launch");
            check(!lost.contains(lease.worker.id()), attempt + " reports from a lost worker");
            if (report.getEnd().getOutcome() != AttemptEnd.Outcome.SUCCEEDED) {
                return;
            }
            if (attempt.vertex().index() == CONSUMERS) {
                consumed.add(attempt.task());
                return;
            }
            outputs.put(attempt.task(), lease.worker.id());
            if (allProduced()) {
                leases.keySet().stream()
                        .filter(other -> other.vertex().index() == CONSUMERS)
                        .forEach(slots::inputsReady);
                tellConsumers();
            }
        });
    }

    @Override
    public void ended(AttemptId attempt, LeaseEnd end) {
        heard(() -> {
            Lease lease = open(attempt);
            leases.remove(attempt);
            over.add(attempt);
            check(
                    end.kind() != LeaseEnd.Kind.CANCELLED || lease.cancelled,
                    attempt + " is cancelled, but nobody cancelled it");
            check(end.kind() != LeaseEnd.Kind.FINISHED || lease.launched, attempt + " finished without a launch");
            TaskId task = attempt.task();
            boolean done = consumed.contains(task) || outputs.containsKey(task);
            if (!done) {
                request(
                        task,
                        end.kind() != LeaseEnd.Kind.FINISHED && task.vertex().index() == PRODUCERS);
            } else if (consumed.size() == consumers.size()) {
                leave();
            }
        });
    }

    @Override
    public void commitAsked(AttemptId attempt) {
        throw new AssertionError("no attempt asks here");
    }

    @Override
    public void pluginsPlaced(WorkerRef worker) {
        throw new AssertionError(dag + " has no plug-ins for " + worker);
    }

    @Override
    public void pluginsReported(WorkerRef worker, PluginMessage message) {
        throw new AssertionError(dag + " has no plug-ins on " + worker);
    }

    @Override
    public void workerLost(WorkerRef worker, String reason) {
        heard(() -> {
            check(lost.add(worker.id()), worker.id() + " is lost twice");
            leases.forEach((attempt, lease) -> check(
                    lease.worker == null || !lease.worker.id().equals(worker.id()),
                    attempt + " has not ended before its worker was lost"));
            List<TaskId> gone = producers.stream()
                    .filter(task -> worker.id().equals(outputs.get(task)))
                    .toList();
            if (consumed.size() < consumers.size()) {
                gone.forEach(outputs::remove);
                gone.forEach(task -> request(task, true));
            }
        });
    }

    @Override
    public void waiting(String reason) {
        // for people
    }

    @Override
    public void unavailable(String reason) {
        mailbox.post(this::leave);
    }

    private void leave() {
        if (!ended) {
            ended = true;
            slots.leave(dag);
        }
    }

    /** What was on its way when the DAG left no longer counts. */
    private void heard(Runnable step) {
        mailbox.post(() -> {
            if (!ended) {
                step.run();
            }
        });
    }

    private Lease open(AttemptId attempt) {
        check(!over.contains(attempt), attempt + " is heard of after its end");
        check(leases.containsKey(attempt), attempt + " was never asked for");
        return leases.get(attempt);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
