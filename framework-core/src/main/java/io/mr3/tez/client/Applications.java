package io.mr3.tez.client;

import io.mr3.client.MasterConnector;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
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
    private final Map<ApplicationId, Application> running = new HashMap<>();
    /** Clients ask for the last state of an application that has ended, so the latest of these are kept. */
    private final Map<ApplicationId, ApplicationReport> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ApplicationId, ApplicationReport> eldest) {
            return size() > KEPT_ENDED;
        }
    };

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
        ApplicationId id = context.getApplicationId();
        Submission submission = Submission.read(context, conf);
        Application application = Application.open(
                id, submission, connectors.connector(conf), conf, observer, report -> ended(id, report));
        synchronized (this) {
            // it may have ended at once
            if (!ended.containsKey(id)) {
                running.put(id, application);
            }
        }
    }

    private synchronized void ended(ApplicationId id, ApplicationReport last) {
        running.remove(id);
        ended.put(id, last);
    }

    ApplicationReport report(ApplicationId id) throws ApplicationNotFoundException {
        Application application;
        synchronized (this) {
            ApplicationReport last = ended.get(id);
            if (last != null) {
                return last;
            }
            application = running(id);
        }
        return application.report();
    }

    /** Harmless if it has ended. */
    void kill(ApplicationId id) throws ApplicationNotFoundException {
        Application application;
        synchronized (this) {
            if (ended.containsKey(id)) {
                return;
            }
            application = running(id);
        }
        application.kill();
    }

    private Application running(ApplicationId id) throws ApplicationNotFoundException {
        Application application = running.get(id);
        if (application == null) {
            throw new ApplicationNotFoundException("expected a session of this process, got " + id);
        }
        return application;
    }
}
