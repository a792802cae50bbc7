package io.mr3.tez.client;

import io.mr3.client.DagSession;
import io.mr3.client.MasterConnector;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.OpenSession;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private final ApplicationId id;
    private final OpenSession request;
    private final DagBoard board = new DagBoard();
    private final Runnable forget;
    private DagSession session;
    private SessionEndpoint endpoint;
    private YarnApplicationState state = YarnApplicationState.RUNNING;
    private String diagnostics = "";

    private Application(ApplicationId id, OpenSession request, Runnable forget) {
        this.id = id;
        this.request = request;
        this.forget = forget;
    }

    static Application open(
            ApplicationId id, OpenSession request, MasterConnector connector, Configuration conf, Runnable forget)
            throws IOException {
        Application application = new Application(id, request, forget);
        application.session = await(connector, request, application);
        try {
            application.endpoint = SessionEndpoint.start(attempt(id), application.calls(conf), conf);
        } catch (IOException e) {
            application.session.close();
            throw e;
        }
        LOG.info("Session {} of {} listens on port {}", id, request.getUser(), application.endpoint.port());
        return application;
    }

    private static DagSession await(MasterConnector connector, OpenSession request, Application listener)
            throws IOException {
        try {
            return connector.open(request, listener).get(OPEN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("no session at the DAGAppMaster: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(
                    "expected an answer of the DAGAppMaster within " + OPEN_TIMEOUT_SECONDS + " s, got none", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening a session", e);
        }
    }

    private ClientProtocolCalls calls(Configuration conf) {
        return new ClientProtocolCalls(session, board, conf, () -> end(YarnApplicationState.FINISHED, ""));
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
                state == YarnApplicationState.RUNNING
                        ? FinalApplicationStatus.UNDEFINED
                        : FinalApplicationStatus.ENDED,
                null,
                "",
                0f,
                "mr3",
                null);
    }

    void kill() {
        end(YarnApplicationState.KILLED, "killed by its client");
    }

    @Override
    public void statusChanged(DagStatus status) {
        board.update(status);
    }

    @Override
    public void lost(String reason) {
        end(YarnApplicationState.FAILED, "the DAGAppMaster is gone: " + reason);
    }

    private void end(YarnApplicationState last, String why) {
        synchronized (this) {
            if (state != YarnApplicationState.RUNNING) {
                return;
            }
            state = last;
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
        endpoint.close();
        if (state == YarnApplicationState.FINISHED) {
            forget.run();
        }
    }

    private static ApplicationAttemptId attempt(ApplicationId id) {
        return ApplicationAttemptId.newInstance(id, 1);
    }
}
