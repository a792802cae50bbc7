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
import io.mr3.rm.AllocatedContainer;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
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
    /** How long to wait for the resource manager to say why a connection has closed. */
    private static final Duration REASON_WAIT = Duration.ofSeconds(1);

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
    private WorkerChannel.Ear ear;
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
        ear = hears;
        publish();
    }

    private long nanoTime() {
        return mailbox.nanoTime();
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
                dismiss(worker, reason);
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

    // ---- workers, as the broker sees them

    void workerRequested(WorkerId worker) {
        pool.requested(worker, nanoTime());
        dirty = true;
    }

    void workerStarted(WorkerId worker, AllocatedContainer container) {
        pool.started(worker, container);
    }

    void workerEnded(WorkerId id, String reason) {
        Worker worker = pool.remove(id);
        if (worker == null) {
            return;
        }
        dirty = true;
        need.workerEnded();
        if (worker.isPromised()) {
            supply.keeps(id);
        }
        if (worker.state() == Worker.State.ACTIVE || worker.state() == Worker.State.SILENT) {
            LOG.warn("{} of group {} is lost: {}", worker, spec.name(), reason);
            worker.channel().close(reason);
            gone(worker, true, reason);
            leases.workerLost(worker, reason);
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

    // ---- workers that change hands

    void shortage(boolean is) {
        need.shortage(is);
        dirty = true;
    }

    void letGo(Relief.Move move) {
        Worker worker = pool.get(move.worker());
        boolean may = worker != null
                && worker.isMovable()
                && worker.yieldsTo(move.reruns())
                && (move.way() != Relief.Way.SEND_AWAY || worker.isIdle());
        if (!may) {
            supply.keeps(move.worker());
            return;
        }
        dirty = true;
        String reason = "makes room for group " + move.to();
        if (move.way() == Relief.Way.SEND_AWAY) {
            dismiss(worker, reason);
        } else {
            leases.takeBack(worker, reason);
            worker.promised(move.way());
        }
    }

    void adopt(HandedOver handed) {
        Worker worker = handed.worker();
        String from = worker.ref().group();
        worker.adopted(spec.name(), nanoTime());
        worker.channel().heardBy(ear);
        pool.adopt(worker);
        leases.adopt(handed.users());
        history.workerMoved(worker.ref(), from, mailbox.wallMillis());
        introduce(worker);
        dirty = true;
        if (!running) {
            dismiss(worker, "its group has ended");
            leases.workerLost(worker, worker + " has ended with its group");
        } else if (!worker.channel().isOpen()) {
            closed(worker.channel(), "closed while it went to another group");
        }
    }

    /** What was sent to them is on its way, and nothing runs there any more. */
    private void letPromisedGo() {
        for (Worker worker : pool.promised()) {
            if (!worker.isActive()) {
                worker.promised(null);
                supply.keeps(worker.id());
            } else if (worker.leases().isEmpty() && worker.promised() == Relief.Way.HAND_OVER) {
                pool.remove(worker.id());
                daemons.workerGone(worker, "it has gone to another group");
                HandedOver handed = leases.handOver(worker);
                supply.handedOver(handed, need.declareWith(running, nanoTime()));
            } else if (worker.leases().isEmpty()) {
                worker.promised(null);
                dismiss(worker, "makes room for another group");
                leases.workerLost(worker, worker + " made room for another group");
                need.declare(running, nanoTime());
            }
        }
    }

    // ---- workers, as they speak for themselves

    void received(WorkerChannel channel, FromWorker message) {
        for (Report report : message.getReportsList()) {
            if (report.hasRegister()) {
                register(channel, report);
                continue;
            }
            Worker worker = pool.speaker(channel);
            if (worker == null) {
                // declared lost, or sent away: whatever it says comes too late
                return;
            }
            worker.heard(nanoTime());
            try {
                apply(worker, report);
            } catch (IllegalArgumentException e) {
                lose(worker, "it does not keep to the protocol: " + e.getMessage());
            }
        }
    }

    private void register(WorkerChannel channel, Report report) {
        pool.register(channel, report.getRegister(), nanoTime())
                .ifPresentOrElse(
                        refusal -> {
                            LOG.warn("a worker of group {} is refused: {}", spec.name(), refusal);
                            channel.close("refused: " + refusal);
                        },
                        () -> {
                            Worker worker = pool.get(channel.worker());
                            introduce(worker);
                        });
    }

    private void introduce(Worker worker) {
        daemons.introduce(worker, Registered.newBuilder().setHeartbeatIntervalMs((int)
                spec.heartbeatInterval().toMillis()));
        serveIfPrepared(worker);
    }

    private void serveIfPrepared(Worker worker) {
        if (!worker.isPrepared()) {
            return;
        }
        boolean isNew = !worker.hasServed();
        worker.serve(nanoTime());
        LOG.info("{} of group {} is ready", worker, spec.name());
        if (isNew) {
            pool.allocatedOne();
            history.workerReady(worker.ref(), worker.pid(), mailbox.wallMillis());
            supply.registered(worker.id());
            waitingLines.startsSucceed();
        }
        daemons.workerReady(worker);
        dirty = true;
    }

    private void apply(Worker worker, Report report) {
        if (worker.state() == Worker.State.PREPARING && !report.hasHeartbeat() && !report.hasDaemon()) {
            throw new IllegalArgumentException("expected its daemons to be ready first, got " + report.getReportCase());
        }
        switch (report.getReportCase()) {
            case HEARTBEAT -> worker.usedMemory(report.getHeartbeat().getUsedMemoryBytes());
            case ATTEMPT -> {
                AttemptReport attempt = report.getAttempt();
                leases.reported(AttemptId.parse(attempt.getAttemptId()), attempt, worker);
                dirty |= attempt.hasEnd();
            }
            case COMMIT_QUESTION ->
                leases.commitAsked(AttemptId.parse(report.getCommitQuestion().getAttemptId()), worker);
            case PLUGIN -> {
                Member member = leases.member(DagId.parse(report.getPlugin().getDagId()));
                if (member != null) {
                    member.holder().pluginsReported(worker.ref(), report.getPlugin());
                }
            }
            case DAEMON -> {
                if (report.getDaemon().hasFailed()) {
                    daemonFailed(worker, report.getDaemon().getFailed());
                } else {
                    daemons.reported(worker, report.getDaemon());
                    serveIfPrepared(worker);
                }
            }
            default -> throw new IllegalArgumentException("unknown report");
        }
    }

    /** The worker goes with its daemon; the reason counts as a failed start if it has not served yet. */
    private void daemonFailed(Worker worker, String reason) {
        if (worker.isActive()) {
            lose(worker, reason);
        } else {
            LOG.warn("{} of group {} can't serve: {}", worker, spec.name(), reason);
            supply.unfit(worker.id(), reason);
        }
    }

    /** The worker serves no more. */
    private void gone(Worker worker, boolean lost, String reason) {
        if (worker.hasServed()) {
            history.workerGone(worker.ref(), lost, reason, mailbox.wallMillis());
            daemons.workerGone(worker, reason);
        }
    }

    /** The worker is cut off at once; DAGs hear of it when the reason is known, or soon. */
    void closed(WorkerChannel channel, String reason) {
        Worker worker = pool.active(channel);
        if (worker == null) {
            return;
        }
        worker.silent();
        dirty = true;
        mailbox.after(REASON_WAIT, () -> {
            if (worker.state() == Worker.State.SILENT && pool.get(worker.id()) == worker) {
                lose(worker, "its connection has closed: " + reason);
            }
        });
    }

    private void lose(Worker worker, String why) {
        String reason = worker + " is lost: " + why;
        LOG.warn("{} (group {})", reason, spec.name());
        pool.fence(worker, reason);
        gone(worker, true, reason);
        leases.workerLost(worker, reason);
        dirty = true;
    }

    private void dismiss(Worker worker, String reason) {
        gone(worker, false, reason);
        pool.dismiss(worker, reason);
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
        letPromisedGo();
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
        pool.done().forEach(worker -> dismiss(worker, "it has run its attempt"));
        boolean again = running && leases.waitingCount() > 0;
        if (again && !spec.use().reuse()) {
            pool.reuseIfFull();
        }
        while (again) {
            again = false;
            Schedule schedule = scheduler.schedule(leases.members(), pool.all(), nanoTime());
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
                        .filter(Worker::takesAttempts)
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
                .forEach(worker -> lose(
                        worker, "no sign of life for " + spec.heartbeatTimeout().toSeconds() + " s"));
        dirty |= pool.hasStaleRequests(now);
        for (Worker worker : pool.idle(now, need.needed())) {
            dismiss(worker, "idle for " + spec.idleTimeout().toSeconds() + " s");
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
