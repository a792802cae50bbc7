package io.mr3.am.group;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.DagEnded;
import io.mr3.rpc.proto.Kill;
import io.mr3.rpc.proto.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DAGs of a group and their leases. Each lease ends exactly once: {@link #end} is the only place where its holder
 * hears of it, and takes it out of the book.
 *
 * <p>Crossings. <em>cancel meets placed</em>: no launch has been sent, the lease ends as cancelled. <em>launch meets
 * revocation or loss</em>: the lease is out of the book, the launch is dropped. <em>end of the attempt meets kill</em>:
 * if it succeeded or failed by itself the report stands and the lease has finished; if it was killed the lease is
 * revoked.
 */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final ContainerGroupSpec spec;
    private final LongSupplier nanoTime;
    private final Map<DagId, Member> members = new LinkedHashMap<>();
    private final Map<AttemptId, Lease> leases = new LinkedHashMap<>();
    /** DAGs of other groups that have outputs on workers which this one has adopted. */
    private final Map<DagId, SlotHolder> guests = new LinkedHashMap<>();

    private long sequence;
    private long freedNanos;

    Leases(ContainerGroupSpec spec, LongSupplier nanoTime) {
        this.spec = spec;
        this.nanoTime = nanoTime;
    }

    /** When a slot became free last; before that, when the first DAG came. */
    long freedNanos() {
        return freedNanos;
    }

    Collection<Member> members() {
        return members.values();
    }

    Member member(DagId dag) {
        return members.get(dag);
    }

    void join(DagId dag, String queue, SlotHolder holder) {
        if (members.isEmpty()) {
            freedNanos = nanoTime.getAsLong();
        }
        if (members.putIfAbsent(dag, new Member(dag, queue, holder, ++sequence)) != null) {
            LOG.error("{} joined group {} a second time; the first one stands", dag, spec.name());
        }
    }

    /** What workers still run of the DAG is killed; each drops the DAG's state once nothing of it runs there. */
    void leave(DagId dag, Collection<Worker> workers) {
        guests.remove(dag);
        Member member = members.remove(dag);
        for (Lease lease : member == null ? List.<Lease>of() : leasesOf(member)) {
            if (lease.state() == Lease.State.LAUNCHED) {
                kill(lease, "the DAG has ended");
            }
            if (lease.state() == Lease.State.LAUNCHED || lease.state() == Lease.State.REVOKING) {
                lease.abandon();
            } else {
                release(lease);
            }
        }
        workers.forEach(worker -> dropIfOver(dag, worker));
    }

    void request(SlotRequest request) {
        Member member = members.get(request.attempt().dag());
        if (member == null) {
            LOG.debug("ignored the request of {}: its DAG is not in group {}", request.attempt(), spec.name());
            return;
        }
        if (leases.containsKey(request.attempt())) {
            LOG.error("{} asked group {} twice for a slot; the first lease stands", request.attempt(), spec.name());
            return;
        }
        int needed = spec.size().slotsFor(request.resources());
        if (needed > spec.slots()) {
            String reason = request.attempt() + " wants " + request.resources() + ", but a worker of group "
                    + spec.name() + " holds " + spec.slots() + " slots of "
                    + spec.size().slotMemoryMb() + " MB";
            member.holder().ended(request.attempt(), new LeaseEnd(LeaseEnd.Kind.CANCELLED, reason));
            member.holder().unavailable(reason);
            return;
        }
        boolean wholeWorker = request.alone() || spec.use().isExclusive();
        int slots = wholeWorker ? spec.slots() : needed;
        Lease lease = new Lease(request, member, slots, ++sequence, nanoTime.getAsLong());
        leases.put(request.attempt(), lease);
        member.enqueue(lease);
    }

    void inputsReady(AttemptId attempt) {
        Lease lease = leases.get(attempt);
        if (lease == null) {
            return;
        }
        if (lease.state() == Lease.State.WAITING) {
            lease.member().dequeue(lease);
            lease.inputsReady();
            lease.member().enqueue(lease);
        } else {
            lease.inputsReady();
        }
    }

    void inputsLost(AttemptId attempt) {
        Lease lease = leases.get(attempt);
        if (lease != null) {
            lease.inputsLost();
        }
    }

    void cancel(AttemptId attempt) {
        Lease lease = leases.get(attempt);
        if (lease == null) {
            return;
        }
        if (lease.state() == Lease.State.WAITING || lease.state() == Lease.State.PLACED) {
            end(lease, LeaseEnd.Kind.CANCELLED, "cancelled by the DAG");
        } else {
            LOG.debug("ignored cancel of {}: its launch has been sent", lease);
        }
    }

    void place(Placement placement) {
        Lease lease = placement.lease();
        Worker worker = placement.worker();
        Member member = lease.member();
        if (!spec.mixesDags() && worker.leases().stream().anyMatch(other -> other.member() != member)) {
            throw new IllegalStateException(
                    "group " + spec.name() + " places " + lease + " beside another DAG on " + worker);
        }
        member.dequeue(lease);
        lease.place(worker, ++sequence);
        worker.take(lease);
        member.holds(lease);
        member.holder().placed(lease.attempt(), worker.ref());
    }

    /** Takes slots away; true if they are free at once since no launch has been sent. */
    boolean revoke(Schedule.Revocation revocation) {
        Lease lease = revocation.victim();
        String reason = "made room for " + revocation.producer().attempt();
        LOG.info("{} is revoked on {}: {}", lease.attempt(), lease.worker(), reason);
        if (lease.state() == Lease.State.PLACED) {
            end(lease, LeaseEnd.Kind.REVOKED, reason);
            return true;
        }
        kill(lease, reason);
        lease.revoke(reason);
        return false;
    }

    /** Whether a launch may go to the worker: only for a lease that waits for one there. */
    boolean launch(AttemptId attempt, Worker worker) {
        Lease lease = leases.get(attempt);
        if (lease == null || lease.state() != Lease.State.PLACED || lease.worker() != worker) {
            LOG.debug("dropped the launch of {} on {}: its lease is over", attempt, worker);
            return false;
        }
        lease.launch();
        if (!spec.use().reuse()) {
            worker.hadItsAttempt(true);
        }
        return true;
    }

    /** An attempt speaks; what it says after its lease, or from elsewhere, is not heard. */
    void reported(AttemptId attempt, AttemptReport report, Worker worker) {
        Lease lease = launchedOn(attempt, worker);
        if (lease == null) {
            return;
        }
        boolean over = report.hasEnd();
        if (over && report.getEnd().getEndsWorker()) {
            workerEnds(worker);
        }
        if (lease.state() == Lease.State.ABANDONED) {
            if (over) {
                release(lease);
                dropIfOver(attempt.dag(), worker);
            }
            return;
        }
        boolean killedForAnother = over
                && lease.state() == Lease.State.REVOKING
                && report.getEnd().getOutcome() == AttemptEnd.Outcome.KILLED;
        if (killedForAnother) {
            end(lease, LeaseEnd.Kind.REVOKED, lease.revokedFor());
            return;
        }
        lease.member().holder().reported(attempt, report);
        if (over) {
            end(lease, LeaseEnd.Kind.FINISHED, "the attempt has ended");
        }
    }

    /** An attempt did what its worker does not survive: what would start there now would be lost for nothing. */
    private void workerEnds(Worker worker) {
        worker.ending();
        for (Lease lease : List.copyOf(worker.leases())) {
            if (lease.state() == Lease.State.PLACED) {
                end(lease, LeaseEnd.Kind.REVOKED, worker + " is about to end");
            }
        }
    }

    void commitAsked(AttemptId attempt, Worker worker) {
        Lease lease = launchedOn(attempt, worker);
        if (lease != null && lease.state() == Lease.State.LAUNCHED) {
            lease.member().holder().commitAsked(attempt);
        }
    }

    /** Nothing runs on the worker any more: its leases end, then every DAG that used it is told. */
    void workerLost(Worker worker, String reason) {
        Set<DagId> users = new LinkedHashSet<>(worker.dags());
        for (Lease lease : new ArrayList<>(worker.leases())) {
            users.add(lease.attempt().dag());
            if (lease.state() == Lease.State.ABANDONED) {
                release(lease);
            } else {
                boolean ran = lease.state() != Lease.State.PLACED;
                end(lease, ran ? LeaseEnd.Kind.LOST : LeaseEnd.Kind.REVOKED, reason);
            }
        }
        for (DagId dag : users) {
            if (knows(dag)) {
                holder(dag).workerLost(worker.ref(), reason);
            }
        }
        worker.dags().clear();
    }

    /** Whether orders of the DAG are passed on, and it hears of workers that are lost. */
    boolean knows(DagId dag) {
        return members.containsKey(dag) || guests.containsKey(dag);
    }

    private SlotHolder holder(DagId dag) {
        Member member = members.get(dag);
        return member != null ? member.holder() : guests.get(dag);
    }

    /** Takes back what only waits for inputs on a worker; what was launched ends by and by. */
    void takeBack(Worker worker, String reason) {
        for (Lease lease : List.copyOf(worker.leases())) {
            if (lease.state() == Lease.State.PLACED) {
                end(lease, LeaseEnd.Kind.REVOKED, reason);
            } else {
                kill(lease, reason);
                lease.revoke(reason);
            }
        }
    }

    /** Lets a worker go on which nothing runs. */
    HandedOver handOver(Worker worker) {
        Map<DagId, SlotHolder> users = new LinkedHashMap<>();
        for (DagId dag : worker.dags()) {
            users.put(dag, holder(dag));
            if (members.containsKey(dag)) {
                members.get(dag).elsewhere().add(worker.id());
            }
        }
        return new HandedOver(worker, users);
    }

    void adopt(Map<DagId, SlotHolder> users) {
        users.forEach((dag, holder) -> {
            if (!members.containsKey(dag)) {
                guests.putIfAbsent(dag, holder);
            }
        });
    }

    /** Forgets DAGs of other groups that have nothing on any worker. */
    void dismissGuests(Collection<Worker> workers) {
        guests.keySet().removeIf(dag -> workers.stream()
                .noneMatch(worker -> worker.dags().contains(dag)));
    }

    /** Requests that could run at once. */
    int readyCount() {
        return members.values().stream().mapToInt(Member::readyCount).sum();
    }

    /** DAGs with attempts that wait to run again, and the first priority among them. */
    Map<DagId, Integer> waitingReruns() {
        Map<DagId, Integer> first = new HashMap<>();
        for (Member member : members.values()) {
            member.waiting(Queue.RERUNS).stream()
                    .findFirst()
                    .ifPresent(lease -> first.put(member.dag(), lease.request().priority()));
        }
        return first;
    }

    /** The first DAG that waits for a place to run at once; null if none does. */
    DagId firstReady() {
        return members.values().stream()
                .filter(member -> member.readyCount() > 0)
                .map(Member::dag)
                .min(Offer.ORDER)
                .orElse(null);
    }

    /** Slots that are held or wanted. */
    int demandedSlots() {
        return members.values().stream()
                .mapToInt(member -> member.heldSlots() + member.waitingSlots())
                .sum();
    }

    int waitingCount() {
        return members.values().stream().mapToInt(Member::waitingCount).sum();
    }

    private Lease launchedOn(AttemptId attempt, Worker worker) {
        Lease lease = leases.get(attempt);
        boolean speaks = lease != null
                && lease.worker() == worker
                && lease.state() != Lease.State.WAITING
                && lease.state() != Lease.State.PLACED;
        return speaks ? lease : null;
    }

    private List<Lease> leasesOf(Member member) {
        return leases.values().stream()
                .filter(lease -> lease.member() == member)
                .toList();
    }

    private void end(Lease lease, LeaseEnd.Kind kind, String reason) {
        release(lease);
        lease.member().holder().ended(lease.attempt(), new LeaseEnd(kind, reason));
    }

    private void release(Lease lease) {
        leases.remove(lease.attempt());
        if (lease.state() == Lease.State.WAITING) {
            lease.member().dequeue(lease);
        } else {
            freedNanos = nanoTime.getAsLong();
            lease.member().holdsNoLonger(lease);
            lease.worker().giveBack(lease, freedNanos);
        }
    }

    private static void kill(Lease lease, String reason) {
        Kill kill = Kill.newBuilder()
                .setAttemptId(lease.attempt().toString())
                .setReason(reason)
                .build();
        order(
                lease.worker(),
                lease.attempt().dag(),
                Order.newBuilder().setKill(kill).build());
    }

    /** Tells the worker that a DAG that has left is over, once nothing of it runs there. */
    private void dropIfOver(DagId dag, Worker worker) {
        boolean runs =
                worker.leases().stream().anyMatch(lease -> lease.attempt().dag().equals(dag));
        if (!runs && !knows(dag) && worker.dags().remove(dag)) {
            worker.idleSince(nanoTime.getAsLong());
            DagEnded ended = DagEnded.newBuilder().setDagId(dag.toString()).build();
            order(worker, dag, Order.newBuilder().setDagEnded(ended).build());
        }
    }

    private static void order(Worker worker, DagId dag, Order order) {
        if (worker.channel() != null) {
            worker.channel().order(dag, order);
        }
    }
}
