package io.mr3.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.files.DiskProbe;
import io.mr3.daemon.DaemonTaskAttempt;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.mailbox.Pulse;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEvents;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.CommitAnswer;
import io.mr3.rpc.proto.CommitQuestion;
import io.mr3.rpc.proto.DaemonReport;
import io.mr3.rpc.proto.DisksReport;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one worker knows, and what it does about each order, each report of an attempt and its own end. Everything
 * here happens on its mailbox, which {@link #post} leads to.
 */
final class WorkerState implements Mailboxes.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerState.class);

    private final WorkerSettings settings;
    private final Mailbox mailbox;
    private final Executor io;
    private final TaskHost host;
    private final WorkerDaemons daemons;
    private final DagDirs dirs;
    private final Outbox outbox = new Outbox();
    private final Map<DagId, LocalDag> dags = new HashMap<>();
    private final Map<DagId, String> refused = new HashMap<>();
    private final Map<VertexId, String> refusedVertices = new HashMap<>();
    private final AttemptListener attempts = new PostedReports();
    private final CompletableFuture<WorkerEnd> ended = new CompletableFuture<>();
    private GroupLink link;
    private WorkerEnd ending;
    private boolean closing;
    private final HeartbeatSender beats;
    private DisksReport toldOfDisks = DisksReport.getDefaultInstance();

    WorkerState(WorkerSettings settings, Mailboxes mailboxes, TaskHost host, DagDirs dirs) {
        this.settings = settings;
        this.mailbox = mailboxes.create(settings.id().toString(), this);
        this.io = mailboxes.io();
        this.host = host;
        this.daemons = new WorkerDaemons(settings, mailboxes, new PostedDaemonEvents());
        this.dirs = dirs;
        this.beats = new HeartbeatSender(
                mailbox, beat -> outbox.add(Report.newBuilder().setHeartbeat(beat)), this::end);
    }

    /** From any thread. */
    void post(Runnable message) {
        mailbox.post(message);
    }

    /** Completes when nothing of the worker is left; from any thread. */
    CompletableFuture<WorkerEnd> ended() {
        return ended;
    }

    void connected(GroupLink newLink) {
        link = newLink;
        outbox.add(Report.newBuilder()
                .setRegister(RegisterWorker.newBuilder()
                        .setWorkerId(settings.id().toString())
                        .setHost(settings.host())
                        .setPid(ProcessHandle.current().pid())
                        .setLogFile(settings.logFile())));
    }

    void obey(List<Order> orders) {
        beats.answered();
        for (Order order : orders) {
            if (ending == null) {
                obey(order);
            }
        }
    }

    private void obey(Order order) {
        LocalDag joining = DagOrders.dagOf(order).map(dags::get).orElse(null);
        if (joining != null && joining.holdsBack(order)) {
            return;
        }
        switch (order.getOrderCase()) {
            case REGISTERED -> registered(order.getRegistered());
            case REGISTER_DAG -> registerDag(order.getRegisterDag());
            case REGISTER_VERTEX -> registerVertex(order.getRegisterVertex());
            case LAUNCH -> launch(order.getLaunch());
            case KILL ->
                kill(
                        AttemptId.parse(order.getKill().getAttemptId()),
                        order.getKill().getReason());
            case EDGE_EVENTS -> edgeEvents(order.getEdgeEvents());
            case ATTEMPT_EVENTS -> attemptEvents(order.getAttemptEvents());
            case COMMIT_ANSWER -> commitAnswer(order.getCommitAnswer());
            case DAG_ENDED -> dagEnded(DagId.parse(order.getDagEnded().getDagId()));
            case PLUGIN -> aboutPlugins(order.getPlugin());
            case DAEMON_EVENTS -> daemons.handle(order.getDaemonEvents());
            case STOP -> end(new WorkerEnd(WorkerEnd.STOPPED, order.getStop().getReason()));
            default ->
                throw new IllegalArgumentException(
                        "expected an order that " + settings.id() + " knows, got " + order.getOrderCase());
        }
    }

    private void registered(Registered order) {
        if (daemons.registrations() == 0) {
            beats.start(
                    Duration.ofMillis(order.getHeartbeatIntervalMs()), Duration.ofMillis(order.getSilenceLimitMs()));
        }
        daemons.start(order.getDaemonsList());
        toldOfDisks = DisksReport.getDefaultInstance();
        tellOfDisks();
    }

    /** From here on whoever launched this process sees by a file that this mailbox takes its turns. */
    void showPulse(Path file) {
        Pulse.show(file, mailbox, io);
    }

    /** From here on its directories are looked at again and again. */
    void watch(LocalDirs local, DiskProbe probe) {
        new DiskWatch(local, probe, this::disksFound).start(mailbox, io, settings.diskCheckInterval());
    }

    /** Not while all directories are being deleted: what is made then would be left behind. */
    private void disksFound(Runnable finding) {
        if (!closing) {
            finding.run();
            tellOfDisks();
        }
    }

    private void tellOfDisks() {
        DisksReport now = dirs.report();
        if (daemons.registrations() > 0 && !now.equals(toldOfDisks)) {
            toldOfDisks = now;
            outbox.add(Report.newBuilder().setDisks(now));
        }
    }

    private void say(int registration, DaemonReport.Builder report) {
        report.setRegistration(registration);
        outbox.add(Report.newBuilder().setDaemon(report));
    }

    private void daemonFailed(String daemon, String how, Throwable cause) {
        if (ending != null) {
            return;
        }
        LOG.error("daemon {} {}", daemon, how, cause);
        String reason = "daemon " + daemon + " of " + settings.id() + " " + how + ": " + cause;
        say(daemons.registrations(), DaemonReport.newBuilder().setDaemon(daemon).setFailed(reason));
        end(new WorkerEnd(daemons.areReady() ? WorkerEnd.UNFIT : WorkerEnd.NOT_STARTED, reason));
    }

    /** Gives everything up, once: attempts are killed, and when they are gone, or too late, all is cleaned. */
    void end(WorkerEnd reason) {
        if (ending != null) {
            return;
        }
        ending = failThoseThatEndTheProcess().orElse(reason);
        beats.stop();
        LOG.info("{} ends: {}", settings.id(), ending.reason());
        sayGoodbye();
        for (LocalDag dag : dags.values()) {
            dag.end();
            dag.live().forEach(attempt -> dag.running(attempt).kill("the worker ends: " + reason.reason()));
        }
        mailbox.after(settings.killGrace(), this::close);
        closeIfIdle();
    }

    /** Attempts by whose own doing the process ends, and that can never say so themselves. */
    private Optional<WorkerEnd> failThoseThatEndTheProcess() {
        WorkerEnd found = null;
        for (LocalDag dag : dags.values()) {
            for (AttemptId id : dag.live()) {
                Optional<AttemptEnd> end = dag.running(id).endOfProcess();
                if (end.isPresent()) {
                    giveUp(dag, id, end.get());
                    found = new WorkerEnd(WorkerEnd.UNFIT, id + " called System.exit");
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /** Reports the end of an attempt that never will, and no longer waits for it. */
    private void giveUp(LocalDag dag, AttemptId id, AttemptEnd end) {
        outbox.add(AttemptReport.newBuilder()
                .setAttemptId(id.toString())
                .setEnd(end)
                .build());
        dag.attemptEnded(id);
    }

    /** What is known so far still goes out; nothing after that, whatever happens. */
    private void sayGoodbye() {
        GroupLink last = link;
        link = null;
        if (last == null) {
            return;
        }
        try {
            outbox.flush(last);
        } catch (RuntimeException e) {
            LOG.error("{} cannot say all that it knows", settings.id(), e);
        } finally {
            last.close(ending.reason());
        }
    }

    @Override
    public void endOfTurn() {
        if (link != null) {
            outbox.flush(link);
        }
    }

    /**
     * An order that cannot be obeyed, or a fault of ours: nothing that this worker says can be trusted from here on.
     */
    @Override
    public void failed(Throwable cause) {
        LOG.error("{} cannot go on", settings.id(), cause);
        end(new WorkerEnd(WorkerEnd.UNFIT, cause.toString()));
    }

    private void registerDag(RegisterDag order) {
        DagId id = DagId.parse(order.getDagId());
        if (dags.containsKey(id)) {
            throw new IllegalArgumentException("expected each DAG once, got " + id + " again");
        }
        try {
            var localDirs = dirs.openDag(id, order.getUser());
            HostedDag hosted = host.registerDag(id, order, localDirs, daemons.metadata());
            LocalDag dag = new LocalDag(id, hosted);
            dags.put(id, dag);
            tellOfDisks();
            var toldToDaemons = new DaemonTaskAttempt.Dag(
                    id.toString(), order.getUser(), localDirs, ByteString.copyFrom(hosted.shuffleSecret()));
            daemons.dagJoined(toldToDaemons).thenRun(() -> post(() -> joined(dag)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot run here", id, e);
            refused.put(id, id + " cannot run on " + settings.id() + ": " + e.getMessage());
            dirs.dropDag(id);
        }
    }

    /** All daemons know of the DAG: what was held back until then is done. */
    private void joined(LocalDag dag) {
        if (ending == null) {
            obey(dag.joined());
        }
    }

    private void registerVertex(RegisterVertex order) {
        VertexId id = VertexId.parse(order.getVertexId());
        LocalDag dag = dags.get(id.dag());
        if (dag == null) {
            return;
        }
        try {
            dag.registerVertex(id, order);
        } catch (RuntimeException e) {
            LOG.warn("{} cannot run here", id, e);
            refusedVertices.put(
                    id, "vertex " + order.getName() + " cannot run on " + settings.id() + ": " + e.getMessage());
        }
    }

    private void launch(Launch order) {
        AttemptId id = AttemptId.parse(order.getAttemptId());
        LocalDag dag = dags.get(id.dag());
        String refusal = refused.getOrDefault(id.dag(), refusedVertices.get(id.vertex()));
        if (refusal != null) {
            refuse(id, AttemptEnd.Outcome.FATAL, refusal);
        } else if (dag == null || !dag.canLaunch(id.vertex())) {
            refuse(id, AttemptEnd.Outcome.KILLED, settings.id() + " knows no running " + id.vertex());
        } else if (dag.running(id) != null) {
            throw new IllegalArgumentException("expected each attempt once, got " + id + " again");
        } else {
            dag.launch(id, order, dirs.writable(id.dag()), attempts);
        }
    }

    private void refuse(AttemptId id, AttemptEnd.Outcome outcome, String why) {
        outbox.add(AttemptReport.newBuilder()
                .setAttemptId(id.toString())
                .setEnd(AttemptEnd.newBuilder().setOutcome(outcome).setDiagnostics(why))
                .build());
    }

    private void kill(AttemptId id, String reason) {
        RunningAttempt attempt = running(id);
        if (attempt != null) {
            attempt.kill(reason);
            expectEnd(id);
        }
    }

    /** An attempt that goes on after it should have stopped holds its slot: then the worker gives itself up. */
    private void expectEnd(AttemptId id) {
        RunningAttempt attempt = running(id);
        mailbox.after(settings.killGrace(), () -> {
            if (attempt != null && running(id) == attempt && ending == null) {
                LOG.error("{} does not stop; its threads are at\n{}", id, attempt.stacks());
                String reason =
                        id + " did not stop within " + settings.killGrace().toMillis() + " ms";
                AttemptEnd.Builder killed = AttemptEnd.newBuilder()
                        .setOutcome(AttemptEnd.Outcome.KILLED)
                        .setDiagnostics(reason);
                giveUp(dags.get(id.dag()), id, attempt.announcedEnd().orElseGet(killed::build));
                end(new WorkerEnd(WorkerEnd.UNFIT, reason));
            }
        });
    }

    private void edgeEvents(EdgeEvents events) {
        LocalDag dag = dags.get(DagId.parse(events.getDagId()));
        if (dag != null) {
            dag.append(events);
        }
    }

    private void attemptEvents(AttemptEvents events) {
        RunningAttempt attempt = running(AttemptId.parse(events.getAttemptId()));
        if (attempt != null) {
            attempt.deliver(events.getEventsList());
        }
    }

    private void commitAnswer(CommitAnswer answer) {
        RunningAttempt attempt = running(AttemptId.parse(answer.getAttemptId()));
        if (attempt != null) {
            attempt.answerCommit(answer.getGranted());
        }
    }

    private void aboutPlugins(PluginMessage message) {
        DagId id = DagId.parse(message.getDagId());
        LocalDag dag = dags.get(id);
        if (refused.containsKey(id)) {
            say(PluginMessage.newBuilder().setDagId(id.toString()).setRefusal(refused.get(id)));
        } else if (dag != null) {
            dag.hosted()
                    .aboutPlugins(
                            message.getPayload(),
                            answer -> post(() -> say(PluginMessage.newBuilder()
                                    .setDagId(id.toString())
                                    .setPayload(answer))));
        }
    }

    private void say(PluginMessage.Builder message) {
        outbox.add(Report.newBuilder().setPlugin(message));
    }

    private void dagEnded(DagId id) {
        refused.remove(id);
        refusedVertices.keySet().removeIf(vertex -> vertex.dag().equals(id));
        LocalDag dag = dags.get(id);
        if (dag != null) {
            dag.end();
            dag.live().forEach(attempt -> kill(attempt, id + " has ended"));
            dropIfOver(dag);
        }
    }

    private void dropIfOver(LocalDag dag) {
        if (dag.isOver() && dags.remove(dag.id()) != null) {
            CompletableFuture<Void> noLongerServed = daemons.dagLeft(dag.id().toString());
            io.execute(() -> {
                dag.hosted().ended();
                noLongerServed.whenComplete((done, failure) -> post(() -> dropFiles(dag.id())));
            });
        }
    }

    /** Not while all directories are being deleted: what is moved then would be missed and left behind. */
    private void dropFiles(DagId id) {
        if (!closing) {
            dirs.dropDag(id);
            io.execute(dirs::deleteDropped);
        }
    }

    /** The attempt, or null if it does not run here any more. */
    private RunningAttempt running(AttemptId id) {
        LocalDag dag = dags.get(id.dag());
        return dag == null ? null : dag.running(id);
    }

    private void attemptReported(AttemptReport report) {
        outbox.add(report);
        AttemptId id = AttemptId.parse(report.getAttemptId());
        LocalDag dag = dags.get(id.dag());
        if (report.hasEnd() && dag != null) {
            dag.attemptEnded(id);
            if (ending == null) {
                dropIfOver(dag);
            } else {
                closeIfIdle();
            }
        }
    }

    private void closeIfIdle() {
        if (dags.values().stream().allMatch(dag -> dag.live().isEmpty())) {
            close();
        }
    }

    private void close() {
        if (closing) {
            return;
        }
        closing = true;
        List<LocalDag> left = List.copyOf(dags.values());
        io.execute(() -> {
            try {
                left.forEach(dag -> dag.hosted().ended());
                host.close();
            } finally {
                post(this::closeDaemons);
            }
        });
    }

    /** One that does not close in time is left to itself. */
    private void closeDaemons() {
        CompletableFuture<Void> closed = daemons.close();
        mailbox.after(settings.killGrace(), () -> closed.complete(null));
        closed.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("a daemon of {} did not close", settings.id(), failure);
            }
            io.execute(this::closeDirs);
        });
    }

    private void closeDirs() {
        try {
            dirs.close();
        } finally {
            mailbox.close();
            ended.complete(ending);
        }
    }

    /** Brings what daemons say on their own mailboxes to this one. */
    private final class PostedDaemonEvents implements RunningDaemon.Events {
        @Override
        public void ready(String daemon, int registration, ByteString metadata) {
            post(() -> {
                if (registration == daemons.registrations()) {
                    daemons.ready(daemon, metadata);
                }
                say(registration, DaemonReport.newBuilder().setDaemon(daemon).setReady(metadata));
            });
        }

        @Override
        public void says(String daemon, int registration, ByteString message) {
            post(() -> say(
                    registration, DaemonReport.newBuilder().setDaemon(daemon).setMessage(message)));
        }

        @Override
        public void failed(String daemon, String how, Throwable cause) {
            post(() -> daemonFailed(daemon, how, cause));
        }
    }

    /** Brings what attempts say on their own threads to the mailbox. */
    private final class PostedReports implements AttemptListener {
        @Override
        public void report(AttemptReport report) {
            post(() -> attemptReported(report));
        }

        @Override
        public void askCommit(AttemptId attempt) {
            post(() -> outbox.addQuestion(Report.newBuilder()
                    .setCommitQuestion(CommitQuestion.newBuilder().setAttemptId(attempt.toString()))));
        }

        @Override
        public void stopping(AttemptId attempt) {
            post(() -> expectEnd(attempt));
        }

        @Override
        public void poisoned(AttemptId attempt, Throwable cause) {
            post(() -> end(new WorkerEnd(WorkerEnd.UNFIT, attempt + " ended with " + cause)));
        }
    }
}
