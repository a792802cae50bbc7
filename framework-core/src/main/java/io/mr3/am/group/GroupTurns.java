package io.mr3.am.group;

import com.google.protobuf.ByteString;
import io.mr3.am.daemon.DaemonSupervisor;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.daemon.DaemonSpec;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a ContainerGroup does on its mailbox: apply each message, and at the end of the turn schedule once, declare the
 * need for workers, and send each worker its orders in one message.
 */
final class GroupTurns implements Mailboxes.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(GroupTurns.class);

    private static final Duration TICK = Duration.ofSeconds(1);

    private final ContainerGroupSpec spec;
    private final WorkerSupply supply;
    private final WorkerHistory history;
    private final WorkerNeed need;
    private final WorkerPool pool;
    private final WaitingLines waitingLines;
    private final TaskScheduler scheduler;
    private final Leases leases;
    private final GroupDaemons daemons;
    private Mailbox mailbox;
    private WorkerTracker tracker;
    private WorkerExchange exchange;
    private boolean running;
    private boolean dirty;
    private boolean ticking;
    private boolean waitsForWorkers;
    private long lastTickNanos;
    private int nodes = 1;
    /** Why no DAG can run here any more; null while one can. */
    private String broken;

    private volatile GroupCapacity capacity;
    private volatile GroupStatus status;

    GroupTurns(
            ContainerGroupSpec spec,
            List<DaemonSpec> daemons,
            DagQueues queues,
            Mailboxes mailboxes,
            WorkerSupply supply,
            WorkerHistory history) {
        this.spec = spec;
        this.supply = supply;
        this.history = history;
        this.pool = new WorkerPool(spec);
        this.waitingLines = new WaitingLines(pool);
        this.leases = new Leases(spec, this::nanoTime);
        this.scheduler = new TaskScheduler(queues);
        this.need = new WorkerNeed(spec, supply, pool, leases);
        this.daemons = new GroupDaemons(spec.name(), daemons, mailboxes, new Supervised());
    }

    /** What daemons do to the group. */
    private final class Supervised implements DaemonSupervisor.Group {
        @Override
        public void post(Runnable step) {
            mailbox.post(step);
        }

        @Override
        public void broadcast(DaemonSpec daemon, ByteString event) {
            GroupDaemons.broadcast(daemon, event, pool.all());
        }

        @Override
        public void broken(String reason) {
            broken = reason;
            leases.members().forEach(member -> member.holder().unavailable(reason));
        }
    }

    /** @param hears workers for this group */
    void attach(Mailbox own, WorkerChannel.Ear hears) {
        mailbox = own;
        tracker =
                new WorkerTracker(spec, supply, history, need, pool, waitingLines, leases, daemons, own, this::changed);
        exchange = new WorkerExchange(
                spec, supply, history, need, pool, leases, daemons, tracker, hears, own, this::changed);
        publish();
    }

    private long nanoTime() {
        return mailbox.nanoTime();
    }

    private void changed() {
        dirty = true;
    }

    WorkerTracker tracker() {
        return tracker;
    }

    GroupCapacity capacity() {
        return capacity;
    }

    GroupStatus status() {
        return status;
    }

    // ---- the group itself

    void start() {
        running = true;
        dirty = true;
        daemons.start();
    }

    void stop(String reason) {
        running = false;
        dirty = true;
        leases.members().forEach(member -> member.holder().unavailable(reason));
        for (Worker worker : new ArrayList<>(pool.all())) {
            if (worker.state() != Worker.State.LEAVING) {
                leases.workerLost(worker, reason);
                tracker.dismiss(worker, reason);
            }
        }
        daemons.close();
    }

    // ---- DAGs

    void join(DagId dag, String queue, SlotHolder holder) {
        leases.join(dag, queue, holder);
        daemons.dagJoined(dag);
        if (broken != null) {
            holder.unavailable(broken);
        }
    }

    void leave(DagId dag) {
        Member member = leases.member(dag);
        if (member != null && !member.elsewhere().isEmpty()) {
            supply.left(dag, Set.copyOf(member.elsewhere()));
        }
        leases.leave(dag, pool.all());
        daemons.dagLeft(dag);
        dirty = true;
    }

    void request(SlotRequest request) {
        leases.request(request);
        dirty = true;
    }

    void inputsReady(AttemptId attempt) {
        leases.inputsReady(attempt);
        dirty = true;
    }

    void inputsLost(AttemptId attempt) {
        leases.inputsLost(attempt);
        dirty = true;
    }

    void cancel(AttemptId attempt) {
        leases.cancel(attempt);
        dirty = true;
    }

    void hostPlugins(DagId dag) {
        Member member = leases.member(dag);
        if (member != null) {
            member.wantsPluginWorker(true);
            dirty = true;
        }
    }

    /** What once went by way of the broker always does, so that nothing overtakes it; the broker knows who has the worker. */
    void send(DagId dag, WorkerId to, List<Order> orders) {
        Member member = leases.member(dag);
        if (member != null && (pool.get(to) == null || member.elsewhere().contains(to))) {
            member.elsewhere().add(to);
            supply.forward(dag, member.holder(), to, orders);
        } else {
            deliver(dag, to, orders);
        }
    }

    /** The DAG may have been on its way to the worker when that was handed over, so that nobody else has told of it. */
    void forwarded(DagId dag, SlotHolder holder, WorkerId to, List<Order> orders) {
        leases.adopt(Map.of(dag, holder));
        deliver(dag, to, orders);
    }

    private void deliver(DagId dag, WorkerId to, List<Order> orders) {
        Worker worker = pool.get(to);
        if (worker == null || !worker.isActive() || !leases.knows(dag)) {
            LOG.debug("dropped {} orders of {} for {}: one of the two is gone", orders.size(), dag, to);
            return;
        }
        worker.dags().add(dag);
        for (Order order : orders) {
            boolean goes = !order.hasLaunch()
                    || leases.launch(AttemptId.parse(order.getLaunch().getAttemptId()), worker);
            if (goes) {
                worker.channel().order(dag, order);
            }
        }
    }

    void startsFail(StartTrouble trouble) {
        waitingLines.startsFail(trouble, nanoTime());
        if (!trouble.hopeless() || pool.in(Worker.State.ACTIVE).findAny().isPresent()) {
            return;
        }
        String line = "ContainerGroup " + spec.name() + " gets no workers, " + trouble.failures() + " failed in a row: "
                + trouble.reason() + trouble.lastLines();
        leases.members().stream().filter(Member::isWaiting).forEach(member -> member.holder()
                .unavailable(line));
    }

    void nodes(int count) {
        nodes = count;
    }

    void shortage(boolean is) {
        need.shortage(is);
        dirty = true;
    }

    void letGo(Relief.Move move) {
        exchange.letGo(move);
    }

    void adopt(HandedOver handed) {
        exchange.adopt(handed, running);
    }

    // ---- turns

    @Override
    public void endOfTurn() {
        if (dirty) {
            dirty = false;
            schedule();
            need.declare(running, nanoTime());
        }
        for (Worker worker : pool.all()) {
            if (worker.channel() != null) {
                worker.channel().flush(this::orderTooLarge);
            }
        }
        exchange.letPromisedGo(running);
        leases.dismissGuests(pool.all());
        publish();
        if (!ticking && needsTicks()) {
            ticking = true;
            lastTickNanos = nanoTime();
            mailbox.after(TICK, this::tick);
        }
    }

    /** A revoked slot that is free at once goes to its producer in the same turn. */
    private void schedule() {
        if (running) {
            placePlugins();
        }
        pool.done().forEach(worker -> tracker.dismiss(worker, worker.whyItGoes()));
        boolean again = running && leases.waitingCount() > 0;
        if (again && !spec.use().reuse()) {
            pool.reuseIfFull();
        }
        while (again) {
            again = false;
            Schedule schedule =
                    scheduler.schedule(leases.members(), pool.all(), need.noOthers(), leases.freedNanos(), nanoTime());
            schedule.placements().forEach(leases::place);
            if (schedule.waitsForWorkers() && !waitsForWorkers) {
                waitsForWorkers = true;
                mailbox.after(TaskScheduler.WAIT_FOR_WORKER, () -> {
                    waitsForWorkers = false;
                    dirty = true;
                });
            }
            for (Schedule.Revocation revocation : schedule.revocations()) {
                again |= leases.revoke(revocation);
            }
        }
        for (Member member : leases.members()) {
            if (!member.isWaiting() || member.heldSlots() > 0) {
                member.tell("");
            }
        }
    }

    /** Plug-ins take no slot; they go where the least else happens. */
    private void placePlugins() {
        for (Member member : leases.members()) {
            if (member.wantsPluginWorker()) {
                pool.all().stream()
                        .filter(worker -> worker.takesAttempts() && (need.noOthers() || !worker.isDraining()))
                        .max(Comparator.comparingInt(Worker::freeSlots))
                        .ifPresent(worker -> {
                            member.wantsPluginWorker(false);
                            worker.host(member.dag());
                            member.holder().pluginsPlaced(worker.ref());
                        });
            }
        }
    }

    private void orderTooLarge(DagId dag, String reason) {
        LOG.error("{} of {}", reason, dag);
        Member member = dag == null ? null : leases.member(dag);
        if (member != null) {
            member.holder().unavailable(reason);
        }
    }

    private boolean needsTicks() {
        return !pool.all().isEmpty() || leases.members().stream().anyMatch(Member::isWaiting);
    }

    private void tick() {
        ticking = false;
        long now = nanoTime();
        long lateBy = now - lastTickNanos - TICK.toNanos();
        if (lateBy > spec.heartbeatTimeout().toNanos() / 2) {
            // this process stood still, and what workers sent meanwhile may still be queued
            pool.in(Worker.State.ACTIVE).forEach(worker -> worker.heard(now));
        }
        pool.silentSince(now)
                .forEach(worker -> tracker.lose(
                        worker, "no sign of life for " + spec.heartbeatTimeout().toSeconds() + " s"));
        dirty |= pool.hasStaleRequests(now);
        dirty |= leases.readyCount() > 0 && TaskScheduler.isStandstill(now - leases.freedNanos());
        for (Worker worker : pool.idle(now, need.needed())) {
            tracker.dismiss(worker, "idle for " + spec.idleTimeout().toSeconds() + " s");
            dirty = true;
        }
        for (Member member : leases.members()) {
            if (member.isWaiting() && member.heldSlots() == 0) {
                member.tell(waitingLines.line(member, now));
            }
        }
    }

    private void publish() {
        boolean bounded = spec.maxWorkers() < Integer.MAX_VALUE;
        int workers = bounded
                ? spec.maxWorkers()
                : Math.max(1, (int) pool.in(Worker.State.ACTIVE).count());
        capacity = new GroupCapacity(spec.size().forAttempts().times(workers), Math.max(1, Math.min(nodes, workers)));
        status = GroupStatus.of(spec, pool, leases, daemons);
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("group {} failed", spec.name(), cause);
        leases.members().forEach(member -> member.holder().unavailable("group " + spec.name() + " failed: " + cause));
    }
}
