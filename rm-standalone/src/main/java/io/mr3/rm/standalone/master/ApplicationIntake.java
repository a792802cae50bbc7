package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.Container.Stop;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.Finished;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears applications, and gives up those that are silent. On the master's mailbox alone. */
final class ApplicationIntake {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationIntake.class);

    private static final String KILLED = "KILLED";
    private static final String SILENT = "nothing was heard of the application for longer than its lease";

    /** Beyond the grace of its workers, what an application that an operator has ended has to finish by itself. */
    private static final Duration TO_FINISH = Duration.ofSeconds(20);

    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final Containers containers;
    private final ApplicationRegistration registration;

    ApplicationIntake(
            MasterContext context,
            Nodes nodes,
            Applications applications,
            Containers containers,
            ApplicationRegistration registration) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
        this.containers = containers;
        this.registration = registration;
    }

    void heard(ApplicationLink link, FromApplication message) {
        if (message.hasRegister() && (link.application == null || link.isHeard())) {
            registration.register(link, message.getRegister());
        } else if (link.application == null) {
            link.refuse("expected a registration first, got " + message.getMessageCase());
        } else if (link.isHeard()) {
            link.application.heard = context.now();
            take(link, link.application, message);
        }
    }

    private void take(ApplicationLink link, Application application, FromApplication message) {
        switch (message.getMessageCase()) {
            case REQUESTS -> request(application, message.getRequests().getRequestsList());
            case CANCEL -> message.getCancel().getWorkersList().forEach(worker -> cancel(application, worker));
            case RELEASE -> message.getRelease().getWorkersList().forEach(worker -> release(application, worker));
            case AVOID -> {
                application.unwantedHosts = new HashSet<>(message.getAvoid().getHostsList());
                applications.avoid(application, nodes.hosts());
            }
            case ACKNOWLEDGED ->
                application.acknowledged(message.getAcknowledged().getUpTo());
            case BEAT ->
                link.send(ToApplication.newBuilder()
                        .setBeat(BeatReply.newBuilder()
                                .setNumber(message.getBeat().getNumber())
                                .setNextBeatMs((int)
                                        context.settings().applicationBeat().toMillis())));
            case FINISH -> finish(link, application, message.getFinish());
            default ->
                LOG.warn(
                        "{}: expected a message that this version of mr3 knows, got {}",
                        application,
                        message.getMessageCase());
        }
    }

    void closed(ApplicationLink link, String reason) {
        if (link.isHeard()) {
            LOG.info("{}: connection lost: {}", link.application, reason);
            link.application.link = null;
            link.application.heard = context.now();
        }
    }

    private void request(Application application, List<WorkerRequest> requests) {
        for (WorkerRequest request : requests) {
            long worker = request.getWorker();
            if (application.containers.containsKey(worker) || application.isUnheard(worker)) {
                LOG.debug("{} asks for worker {} a second time", application, worker);
            } else {
                containers.ask(application, request);
            }
        }
        context.outbox().tell(application);
    }

    /** A cancel that has crossed with the grant gives the worker back. */
    private void cancel(Application application, long worker) {
        Container container = application.containers.get(worker);
        if (container != null) {
            containers.stop(container, container.told ? Stop.RELEASED : Stop.UNWANTED);
        }
    }

    private void release(Application application, long worker) {
        Container container = application.containers.get(worker);
        if (container != null && container.isAtLeast(Stage.LAUNCHED)) {
            containers.stop(container, Stop.RELEASED);
        }
    }

    private void finish(ApplicationLink link, Application application, ApplicationFinish finish) {
        LOG.info("{} has finished: {} {}", application, finish.getStatus(), finish.getDiagnostics());
        if (application.killedBy.isEmpty()) {
            application.diagnostics = finish.getDiagnostics();
            end(application, finish.getStatus().isEmpty() ? "SUCCEEDED" : finish.getStatus());
        } else {
            end(application, KILLED);
        }
        context.journal()
                .whenDurable(() -> link.send(ToApplication.newBuilder().setFinished(Finished.getDefaultInstance())));
    }

    private void end(Application application, String status) {
        List.copyOf(application.containers.values()).forEach(container -> containers.stop(container, Stop.UNWANTED));
        applications.ended(application, status);
    }

    /** The master itself stood still for that long: nobody's silence meanwhile counts. */
    void forgive(Duration time) {
        applications.all().forEach(application -> application.heard += time.toNanos());
    }

    /** Nobody's silence until now counts. */
    void begin() {
        applications.all().forEach(application -> application.heard = context.now());
    }

    /**
     * Gives up those that were silent for longer than their lease, detached ones that have nothing left, and those that an
     * operator has ended and that do not finish by themselves.
     */
    void sweep() {
        for (Application application : List.copyOf(applications.all())) {
            if (!application.hasEnded() && isKilledAndOver(application)) {
                LOG.info("{}: {}", application, application.diagnostics);
                giveUp(application, KILLED, application.diagnostics);
            }
            if (application.hasEnded()
                    || !context.isOver(application.heard, context.settings().applicationLease())) {
                continue;
            }
            if (!application.facts.getDetached()) {
                LOG.warn("{} was silent for longer than its lease: its workers are ended", application);
                context.count(Counters.Counter.LOST_APPLICATIONS);
                application.diagnostics = "was silent for longer than its lease";
                giveUp(application, "LOST", SILENT);
            } else if (application.containers.isEmpty()) {
                LOG.info("{} is detached, and its workers have ended", application);
                giveUp(application, "SUCCEEDED", SILENT);
            }
        }
    }

    private boolean isKilledAndOver(Application application) {
        boolean nobodyIsThere = application.link == null && application.containers.isEmpty();
        return !application.killedBy.isEmpty()
                && (nobodyIsThere
                        || context.isOver(
                                application.killedAt,
                                context.settings().stopGrace().plus(TO_FINISH)));
    }

    private void giveUp(Application application, String status, String why) {
        ApplicationLink link = application.link;
        end(application, status);
        if (link != null) {
            link.close(why);
        }
    }
}
