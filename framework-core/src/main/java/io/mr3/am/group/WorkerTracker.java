package io.mr3.am.group;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.DisksReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.Report.ReportCase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the workers of a group into service, hears them, and gives up those that are lost. On the group's mailbox. */
final class WorkerTracker {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerTracker.class);

    /** How long to wait for the resource manager to say why a connection has closed. */
    private static final Duration REASON_WAIT = Duration.ofSeconds(1);

    /** A worker that hears nothing waits longer than the group: what it still runs may be heard again until then. */
    private static final int SILENCE_FACTOR = 2;

    /** What a worker may say before its daemons are ready. */
    private static final Set<ReportCase> MAY_SAY_EARLY =
            Set.of(ReportCase.HEARTBEAT, ReportCase.DAEMON, ReportCase.DISKS);

    private final ContainerGroupSpec spec;
    private final WorkerSupply supply;
    private final WorkerHistory history;
    private final WorkerNeed need;
    private final WorkerPool pool;
    private final WaitingLines waitingLines;
    private final Leases leases;
    private final GroupDaemons daemons;
    private final Mailbox mailbox;
    private final Runnable changed;

    /** @param changed something has happened by which requests that wait may find a place, or workers be wanted */
    WorkerTracker(
            ContainerGroupSpec spec,
            WorkerSupply supply,
            WorkerHistory history,
            WorkerNeed need,
            WorkerPool pool,
            WaitingLines waitingLines,
            Leases leases,
            GroupDaemons daemons,
            Mailbox mailbox,
            Runnable changed) {
        this.spec = spec;
        this.supply = supply;
        this.history = history;
        this.need = need;
        this.pool = pool;
        this.waitingLines = waitingLines;
        this.leases = leases;
        this.daemons = daemons;
        this.mailbox = mailbox;
        this.changed = changed;
    }

    // ---- workers, as the broker sees them

    void requested(WorkerId worker) {
        pool.requested(worker, mailbox.nanoTime());
        changed.run();
    }

    void started(WorkerId worker, AllocatedContainer container) {
        pool.started(worker, container);
    }

    void draining(WorkerId id, String reason) {
        Worker worker = pool.get(id);
        if (worker != null && !worker.isDraining()) {
            LOG.info("{} of group {} takes no more DAGs: {}", worker, spec.name(), reason);
            worker.draining(reason);
            changed.run();
        }
    }

    void ended(WorkerId id, String reason) {
        Worker worker = pool.remove(id);
        if (worker == null) {
            return;
        }
        changed.run();
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
            worker.heard(mailbox.nanoTime());
            try {
                apply(worker, report);
            } catch (IllegalArgumentException e) {
                lose(worker, "it does not keep to the protocol: " + e.getMessage());
            }
        }
    }

    private void register(WorkerChannel channel, Report report) {
        pool.register(channel, report.getRegister(), mailbox.nanoTime())
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

    /** Tells a worker of the daemons that it is to run here. */
    void introduce(Worker worker) {
        daemons.introduce(
                worker,
                Registered.newBuilder()
                        .setHeartbeatIntervalMs((int) spec.heartbeatInterval().toMillis())
                        .setSilenceLimitMs(
                                SILENCE_FACTOR * spec.heartbeatTimeout().toMillis()));
        serveIfPrepared(worker);
    }

    private void serveIfPrepared(Worker worker) {
        if (!worker.isPrepared()) {
            return;
        }
        boolean isNew = !worker.hasServed();
        worker.serve(mailbox.nanoTime());
        LOG.info("{} of group {} is ready", worker, spec.name());
        if (isNew) {
            pool.allocatedOne();
            history.workerReady(worker.ref(), worker.pid(), mailbox.wallMillis());
            if (!worker.badDirectories().isEmpty()) {
                history.workerDisks(worker.ref(), worker.badDirectories(), mailbox.wallMillis());
            }
            supply.registered(worker.id());
            waitingLines.startsSucceed();
        }
        daemons.workerReady(worker);
        changed.run();
    }

    private void apply(Worker worker, Report report) {
        if (worker.state() == Worker.State.PREPARING && !MAY_SAY_EARLY.contains(report.getReportCase())) {
            throw new IllegalArgumentException("expected its daemons to be ready first, got " + report.getReportCase());
        }
        switch (report.getReportCase()) {
            case HEARTBEAT -> {
                worker.usedMemory(report.getHeartbeat().getUsedMemoryBytes());
                worker.channel().answer();
            }
            case ATTEMPT -> {
                AttemptReport attempt = report.getAttempt();
                leases.reported(AttemptId.parse(attempt.getAttemptId()), attempt, worker);
                if (attempt.hasEnd()) {
                    changed.run();
                }
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
            case DISKS -> disks(worker, report.getDisks());
            default -> throw new IllegalArgumentException("unknown report");
        }
    }

    /** One that has no good disk goes on with what it has, and others are better off elsewhere. */
    private void disks(Worker worker, DisksReport disks) {
        List<String> bad = disks.getBadDirectoriesList();
        if (!bad.equals(worker.badDirectories())) {
            LOG.info("{} of group {} has bad local directories: {}", worker, spec.name(), bad);
            worker.badDirectories(bad);
            if (worker.hasServed()) {
                history.workerDisks(worker.ref(), bad, mailbox.wallMillis());
            }
        }
        if (disks.getWantsToLeave()) {
            draining(worker.id(), "none of its local directories is good: " + String.join("; ", bad));
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
        changed.run();
        mailbox.after(REASON_WAIT, () -> {
            if (worker.state() == Worker.State.SILENT && pool.get(worker.id()) == worker) {
                lose(worker, "its connection has closed: " + reason);
            }
        });
    }

    /** Nothing is heard of the worker any more, and nothing runs there. */
    void lose(Worker worker, String why) {
        String reason = worker + " is lost: " + why;
        LOG.warn("{} (group {})", reason, spec.name());
        pool.fence(worker, reason);
        gone(worker, true, reason);
        leases.workerLost(worker, reason);
        changed.run();
    }

    /** Sends a worker away in good order. */
    void dismiss(Worker worker, String reason) {
        gone(worker, false, reason);
        pool.dismiss(worker, reason);
    }
}
