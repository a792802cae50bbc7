package io.mr3.tez.client;

import io.mr3.client.MasterConnector;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;

/**
 * The applications (Tez sessions) of one JVM. YARN's client makes a new provider for each of its instances, so what they
 * share has to be found from the class: {@link #ofThisJvm}. Thread-safe.
 */
final class Applications {
    /** How to reach the DAGAppMaster that a client's configuration names. */
    interface Connectors {
        MasterConnector connector(Configuration conf) throws IOException;
    }

    private static final int KEPT_ENDED = 100;
    private static final Applications THIS_JVM = new Applications(ConfiguredMaster::connector);

    private final Connectors connectors;
    private volatile SessionObserver observer = SessionObserver.NONE;
    private final Map<ApplicationId, Application> applications = new ConcurrentHashMap<>();
    /** Clients ask for the last state of an application that has ended, so the latest of these are kept. */
    private final Queue<ApplicationId> ended = new ConcurrentLinkedQueue<>();

    Applications(Connectors connectors) {
        this.connectors = connectors;
    }

    static Applications ofThisJvm() {
        return THIS_JVM;
    }

    void observe(SessionObserver toTakePart) {
        observer = toTakePart;
    }

    /** An id from the DAGAppMaster, since clients know nothing of each other. */
    ApplicationId next(Configuration conf) throws IOException {
        return ApplicationId.fromString(
                Application.await("application id", connectors.connector(conf).newApplication()));
    }

    /** Opens the application's session and its endpoint; returns when clients can be told where that listens. */
    void submit(ApplicationSubmissionContext context, Configuration conf) throws IOException {
        Submission submission = Submission.read(context, conf);
        Application application = Application.open(
                context.getApplicationId(),
                submission,
                connectors.connector(conf),
                conf,
                observer,
                () -> ended(context.getApplicationId()));
        applications.put(context.getApplicationId(), application);
    }

    private void ended(ApplicationId id) {
        ended.add(id);
        if (ended.size() > KEPT_ENDED) {
            applications.remove(ended.remove());
        }
    }

    Application get(ApplicationId id) throws ApplicationNotFoundException {
        Application application = applications.get(id);
        if (application == null) {
            throw new ApplicationNotFoundException("expected a session of this process, got " + id);
        }
        return application;
    }
}
