package io.mr3.tez.client;

import com.google.protobuf.ByteString;
import io.mr3.client.DagSession;
import io.mr3.client.MasterConnector;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.OpenSession;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Tez session in its client's JVM: what YARN would call the application, and the endpoint that the Tez client takes for
 * its application master. Thread-safe.
 */
final class Application implements DagSession.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final long OPEN_TIMEOUT_SECONDS = 30;
    /** Time for a client to read the last status and counters of a session's only DAG. */
    private static final long LINGER_SECONDS = 10;
    /** Waits that are shorter are nobody's concern. */
    private static final long LONG_WAIT_SECONDS = 1;

    private final ApplicationId id;
    private final OpenSession request;
    private final DagBoard board = new DagBoard();
    private final SessionObserver observer;
    private final WaitNotices waits;
    private final Consumer<ApplicationReport> whenEnded;
    private DagSession session;
    private SessionEndpoint endpoint;
    private YarnApplicationState state = YarnApplicationState.RUNNING;
    private FinalApplicationStatus outcome = FinalApplicationStatus.UNDEFINED;
    private String diagnostics = "";

    private Application(
            ApplicationId id, OpenSession request, SessionObserver observer, Consumer<ApplicationReport> whenEnded) {
        this.id = id;
        this.request = request;
        this.observer = observer;
        this.waits = new WaitNotices(observer, CompletableFuture.delayedExecutor(LONG_WAIT_SECONDS, TimeUnit.SECONDS));
        this.whenEnded = whenEnded;
    }

    /**
     * Opens the session and its endpoint.
     *
     * @param whenEnded gets the last report, once nothing of the session is left
     */
    static Application open(
            ApplicationId id,
            Submission submission,
            MasterConnector connector,
            Configuration conf,
            SessionObserver observer,
            Consumer<ApplicationReport> whenEnded)
            throws IOException {
        OpenSession request = submission.session();
        Application application = new Application(id, request, observer, whenEnded);
        application.session = await("session", connector.open(request, application));
        try {
            if (submission.onlyDag() != null) {
                application.run(submission.onlyDag());
            }
            application.serve(SessionEndpoint.start(attempt(id), application.calls(conf), conf));
        } catch (IOException e) {
            application.session.close();
            throw e;
        }
        LOG.info("Session {} of {} listens on port {}", id, request.getUser(), application.endpoint.port());
        return application;
    }

    /** The DAGAppMaster may be gone already; then nobody else will close the endpoint. */
    private void serve(SessionEndpoint started) throws IOException {
        synchronized (this) {
            if (state == YarnApplicationState.RUNNING) {
                endpoint = started;
                return;
            }
        }
        started.close();
        throw new IOException(diagnostics);
    }

    /** What the DAGAppMaster answers; fails in one line. */
    static <T> T await(String what, CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get(OPEN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    "the DAGAppMaster gave no " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(
                    "expected " + what + " of the DAGAppMaster within " + OPEN_TIMEOUT_SECONDS + " s, got none", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + what + " of the DAGAppMaster", e);
        }
    }

    /** Runs the one DAG of a session that was submitted with it; the session ends soon after the DAG. */
    private void run(ByteString plan) throws IOException {
        String dagId = await("DAG id", session.submit(plan));
        board.submitted(dagId);
        board.whenEnded(dagId, status -> CompletableFuture.delayedExecutor(LINGER_SECONDS, TimeUnit.SECONDS)
                .execute(() -> end(
                        YarnApplicationState.FINISHED,
                        outcome(status),
                        String.join("\n", status.getDiagnosticsList()))));
    }

    private ClientProtocolCalls calls(Configuration conf) {
        return new ClientProtocolCalls(
                session,
                board,
                observer,
                conf,
                () -> end(YarnApplicationState.FINISHED, FinalApplicationStatus.ENDED, ""));
    }

    synchronized ApplicationReport report() {
        return ApplicationReport.newInstance(
                id,
                attempt(id),
                request.getUser(),
                "default",
                request.getName(),
                SessionEndpoint.HOST,
                endpoint.port(),
                endpoint.token(),
                state,
                diagnostics,
                "",
                0L,
                0L,
                0L,
                outcome,
                null,
                "",
                0f,
                "mr3",
                null);
    }

    void kill() {
        end(YarnApplicationState.KILLED, FinalApplicationStatus.KILLED, "killed by its client");
    }

    @Override
    public void statusChanged(DagStatus status) {
        board.update(status);
        waits.update(status);
    }

    @Override
    public void lost(String reason) {
        end(YarnApplicationState.FAILED, FinalApplicationStatus.FAILED, "the DAGAppMaster is gone: " + reason);
    }

    private void end(YarnApplicationState last, FinalApplicationStatus how, String why) {
        synchronized (this) {
            if (state != YarnApplicationState.RUNNING) {
                return;
            }
            state = last;
            outcome = how;
            diagnostics = why;
        }
        board.failAll(why.isEmpty() ? "the session was closed" : why);
        // Not on the caller's thread: it may be one of the endpoint's own handlers, which must still answer.
        Thread closer = new Thread(this::release, "mr3-close-" + id);
        closer.setDaemon(true);
        closer.start();
    }

    private void release() {
        session.close();
        SessionEndpoint served;
        synchronized (this) {
            served = endpoint;
        }
        if (served != null) {
            served.close();
            whenEnded.accept(report());
        }
    }

    private static FinalApplicationStatus outcome(DagStatus status) {
        switch (status.getState()) {
            case DAG_SUCCEEDED:
                return FinalApplicationStatus.SUCCEEDED;
            case DAG_KILLED:
                return FinalApplicationStatus.KILLED;
            default:
                return FinalApplicationStatus.FAILED;
        }
    }

    private static ApplicationAttemptId attempt(ApplicationId id) {
        return ApplicationAttemptId.newInstance(id, 1);
    }
}
