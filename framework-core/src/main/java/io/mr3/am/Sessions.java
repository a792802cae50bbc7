package io.mr3.am;

import com.google.protobuf.Parser;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.group.DagQueue;
import io.mr3.am.group.DagQueues;
import io.mr3.client.RpcMaster;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.mailbox.Pulse;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.Service;
import io.mr3.rpc.proto.ApplicationNamed;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.DagsReport;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.rpc.proto.SubmitDag;
import io.mr3.rpc.proto.ToAm;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of a DAGAppMaster and the DAGs that they own; its mailbox owns both. A DAG runs as soon as fewer than the
 * allowed number do, those of important queues first, else in the order of submission. When a session's connection ends,
 * its DAGs are killed.
 */
final class Sessions implements Service<ToAm>, Mailboxes.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Mailbox mailbox;
    private final Executor io;
    private final DagIntake intake;
    private final DagStarter starter;
    private final Admissions admissions;
    private final DagQueues queues;
    private final Map<AppId, Session> sessions = new HashMap<>();
    private final AcceptedDags dags;
    private final CompletableFuture<Void> lastDagEnded = new CompletableFuture<>();
    private final long startMillis;
    private int lastApplication;
    private String stopReason;

    /** Hears of DAGs that were accepted; on the sessions' mailbox, must not block. */
    interface Admissions {
        void dagAccepted(DagPlan plan, long wallMillis);
    }

    /**
     * Sessions without a client.
     *
     * @param queues of DAGs
     * @param maxRunning DAGs that run at once; more wait
     * @param keptFinished finished DAGs that are still reported
     */
    Sessions(
            Mailboxes mailboxes,
            DagIntake intake,
            DagStarter starter,
            Admissions admissions,
            DagQueues queues,
            int maxRunning,
            int keptFinished) {
        this.mailbox = mailboxes.create("sessions", this);
        this.startMillis = mailbox.wallMillis();
        this.io = mailboxes.io();
        this.intake = intake;
        this.starter = starter;
        this.admissions = admissions;
        this.queues = queues;
        this.dags = new AcceptedDags(queues, maxRunning, keptFinished);
    }

    /** From here on whoever launched this process sees by a file that this mailbox takes its turns; from any thread. */
    void showPulse(Path file) {
        mailbox.post(() -> Pulse.show(file, mailbox, io));
    }

    /**
     * Kills all DAGs and runs no more; from any thread, also again.
     *
     * @return completes when the last DAG has ended
     */
    CompletionStage<Void> stop(String reason) {
        mailbox.post(() -> {
            stopReason = reason;
            dagsOf(dag -> true).forEach(id -> kill(id, reason));
        });
        return lastDagEnded;
    }

    /** Sessions that are open, and DAGs: those that finished last, those that run, those that wait; from any thread. */
    CompletionStage<DagsReport> report() {
        CompletableFuture<DagsReport> answer = new CompletableFuture<>();
        mailbox.post(() -> answer.complete(dags.report()
                .setSessions(sessions.size())
                .setNowMs(mailbox.wallMillis())
                .build()));
        return answer;
    }

    /**
     * Kills a DAG of any session; from any thread.
     *
     * @return completes with the DAG when it has ended; empty if no such DAG runs or waits
     */
    CompletionStage<Optional<DagReport>> end(DagId id, String reason) {
        CompletableFuture<Optional<DagReport>> answer = new CompletableFuture<>();
        mailbox.post(() -> dags.find(id)
                .ifPresentOrElse(
                        dag -> {
                            dag.ended().thenAccept(report -> answer.complete(Optional.of(report)));
                            kill(id, reason);
                        },
                        () -> answer.complete(Optional.empty())));
        return answer;
    }

    @Override
    public String name() {
        return RpcMaster.SERVICE;
    }

    @Override
    public Parser<ToAm> parser() {
        return ToAm.parser();
    }

    @Override
    public ConnectionHandler<ToAm> accept(Connection connection, String peerName) {
        return new ConnectionHandler<>() {
            private Session session; // touched on the mailbox only

            @Override
            public void received(ToAm message) {
                mailbox.post(() -> {
                    if (message.hasNewApplication()) {
                        nameApplication(connection);
                    } else if (message.hasOpen()) {
                        session = open(connection, message.getOpen());
                    } else if (session == null) {
                        Session.refuse(
                                connection, "expected a session to be opened first, got " + message.getMessageCase());
                    } else {
                        obey(session, message);
                    }
                });
            }

            @Override
            public void closed(String reason) {
                mailbox.post(() -> {
                    if (session != null) {
                        close(session, reason);
                    }
                });
            }
        };
    }

    private void nameApplication(Connection connection) {
        String id = new AppId(startMillis, ++lastApplication).toString();
        connection.send(FromAm.newBuilder()
                .setNamed(ApplicationNamed.newBuilder().setAppId(id))
                .build());
    }

    private Session open(Connection connection, OpenSession request) {
        AppId app = AppId.parse(request.getAppId());
        if (sessions.containsKey(app)) {
            Session.refuse(connection, "expected a new session, got " + app + ", which is open");
            return null;
        }
        LOG.info("Session {} '{}' of {} opened", app, request.getName(), request.getUser());
        Session session = new Session(connection, app, request);
        sessions.put(app, session);
        return session;
    }

    private void obey(Session session, ToAm message) {
        switch (message.getMessageCase()) {
            case SUBMIT:
                submit(session, message.getSubmit());
                break;
            case KILL:
                kill(
                        DagId.parse(message.getKill().getDagId()),
                        message.getKill().getReason());
                break;
            case CLOSE:
                close(session, "closed by its client");
                break;
            default:
                LOG.warn(
                        "Session {} sent {}, which an open session does not send",
                        session.app(),
                        message.getMessageCase());
        }
    }

    private void submit(Session session, SubmitDag request) {
        DagId id = session.nextDag();
        long received = mailbox.wallMillis();
        DagIntake.Session brought = session.with(request.getResourcesList());
        io.execute(() -> {
            try {
                DagIntake.Intake read = intake.read(id, brought, request.getPlan());
                mailbox.post(() -> admit(session, request.getRequest(), read, received));
            } catch (DagIntake.InvalidDagException e) {
                LOG.warn("{} is refused", id, e);
                session.reject(request.getRequest(), e.getMessage());
            }
        });
    }

    private void admit(Session session, long request, DagIntake.Intake read, long received) {
        if (session.isClosed() || stopReason != null) {
            io.execute(read.plugins()::close);
            session.reject(request, stopReason != null ? stopReason : "the session is closed");
            return;
        }
        AcceptedDag dag = new AcceptedDag(session, read, queue(read.plan()), received);
        session.accept(request, dag.id());
        admissions.dagAccepted(read.plan(), received);
        dags.add(dag);
    }

    private DagQueue queue(DagPlan plan) {
        if (!queues.has(plan.queue())) {
            LOG.warn(
                    "{}: expected one of the queues {}, got '{}'; it goes to {}",
                    plan.id(),
                    queues.names(),
                    plan.queue(),
                    DagQueue.DEFAULT);
        }
        return queues.named(plan.queue());
    }

    @Override
    public void endOfTurn() {
        for (Optional<AcceptedDag> next = dags.next(); next.isPresent(); next = dags.next()) {
            AcceptedDag dag = next.get();
            dag.run(starter, status -> changed(dag, status));
        }
        if (stopReason != null && dags.isEmpty()) {
            lastDagEnded.complete(null);
        }
    }

    /** On the DAG's mailbox. */
    private void changed(AcceptedDag dag, DagStatus status) {
        dag.changed(status);
        if (dag.hasEnded()) {
            mailbox.post(() -> dags.finish(dag));
        }
    }

    private void kill(DagId id, String reason) {
        dags.find(id).ifPresent(dag -> {
            if (dags.leaveQueue(dag)) {
                io.execute(dag.intake().plugins()::close);
                dag.killedInQueue(reason, mailbox.wallMillis());
                dags.finish(dag);
            } else {
                dag.kill(reason);
            }
        });
    }

    private void close(Session session, String reason) {
        if (session.isClosed()) {
            return;
        }
        session.close();
        sessions.remove(session.app());
        LOG.info("Session {} closed: {}", session.app(), reason);
        dagsOf(dag -> dag.session() == session).forEach(id -> kill(id, "its session was closed: " + reason));
        starter.sessionClosed(session.app());
    }

    private List<DagId> dagsOf(Predicate<AcceptedDag> wanted) {
        return dags.unfinished().filter(wanted).map(AcceptedDag::id).toList();
    }

    @Override
    public void failed(Throwable cause) {
        LOG.error("A message of a client could not be handled", cause);
    }
}
