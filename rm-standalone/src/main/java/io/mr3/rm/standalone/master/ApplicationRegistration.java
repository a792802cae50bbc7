package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.master.Container.Stop;
import io.mr3.rm.standalone.proto.ApplicationKnown;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.ApplicationWelcome;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.view.QueueView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets applications in, new ones and those that come back, or turns them away. On the master's mailbox alone. */
final class ApplicationRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationRegistration.class);
    private static final String DEFAULT_QUEUE = "default";
    private static final int TOKEN_BYTES = 16;
    /** Events of one master are numbered from here on, so that they are higher than those of any before. */
    private static final int EPOCH_SHIFT = 32;

    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final Containers containers;
    private final ContainerEnds ends;
    private final Recovery recovery;
    private long given;

    ApplicationRegistration(
            MasterContext context,
            Nodes nodes,
            Applications applications,
            Containers containers,
            ContainerEnds ends,
            Recovery recovery) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
        this.containers = containers;
        this.ends = ends;
        this.recovery = recovery;
    }

    /** Takes those that masters of before knew. */
    void recover(JournalImage image) {
        given = image.master().getApplications();
        for (ApplicationKnown known : List.copyOf(image.applications())) {
            Application application = create(known);
            if (context.scheduler().hasQueue(known.getQueue())) {
                applications.add(application);
                image.unheard(application.id)
                        .forEach(freed -> freed.getUnheardList().forEach(application::addAgain));
            } else {
                String why = "its queue '" + known.getQueue() + "' is not there any more";
                LOG.warn("{} is given up: {}", application, why);
                applications.givenUp(application, why);
            }
        }
    }

    void register(ApplicationLink link, ApplicationRegister message) {
        String denial = denial(message);
        if (denial != null) {
            context.count(Counters.Counter.REFUSED_REGISTRATIONS);
            LOG.warn("turned away application '{}' of {}: {}", message.getName(), link.peer(), denial);
            context.audit().applicationRefused(link, message, denial);
            boolean wasKilled = applications
                    .ended(message.getApplication())
                    .filter(application -> !application.killedBy.isEmpty())
                    .isPresent();
            link.refuse(Refusal.newBuilder().setReason(denial).setForGood(wasKilled));
            return;
        }
        context.count(Counters.Counter.REGISTRATIONS);
        Application application =
                message.getApplication().isEmpty() ? add(message) : applications.find(message.getApplication());
        if (application.link != null && application.link != link) {
            application.link.close("the application has registered on another connection");
        }
        LOG.info("{} ('{}' of {}) has registered", application, message.getName(), message.getUser());
        context.audit().applicationRegistered(link, message, application.id);
        link.application = application;
        application.link = link;
        application.welcomed = false;
        application.heard = context.now();
        makeEqual(application, message);
        application.registered = true;
        context.journal().whenDurable(() -> welcome(link, application));
    }

    /** Null if it may come in. */
    private String denial(ApplicationRegister message) {
        if (message.getOldestProtocol() > Protocol.NEWEST || message.getNewestProtocol() < Protocol.OLDEST) {
            return Protocol.refusal(message.getOldestProtocol(), message.getNewestProtocol(), "");
        }
        if (message.getApplication().isEmpty()) {
            return denialOfNew(message);
        }
        Application known = applications.find(message.getApplication());
        if (known == null || known.hasEnded()) {
            String why = applications
                    .ended(message.getApplication())
                    .map(application -> application.diagnostics)
                    .orElse("");
            return "expected an application that this cluster knows, got " + message.getApplication() + ": "
                    + (why.isEmpty() ? "it has ended, or was silent for longer than its lease" : why);
        }
        byte[] expected = known.facts.getToken().getBytes(StandardCharsets.UTF_8);
        boolean same = MessageDigest.isEqual(expected, message.getToken().getBytes(StandardCharsets.UTF_8));
        return same ? null : known + ": expected the token that it got when it registered first, got another";
    }

    private String denialOfNew(ApplicationRegister message) {
        String queue = queueOf(message);
        if (!context.scheduler().hasQueue(queue)) {
            return "queue: expected one of "
                    + context.scheduler().queues().stream()
                            .map(QueueView::queue)
                            .filter(context.scheduler()::hasQueue)
                            .collect(Collectors.toList())
                    + ", got '" + queue + "'";
        }
        try {
            PlacementConstraints.of(message.getConstraints());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String queueOf(ApplicationRegister message) {
        return message.getQueue().isEmpty() ? DEFAULT_QUEUE : message.getQueue();
    }

    private Application add(ApplicationRegister message) {
        byte[] token = new byte[TOKEN_BYTES];
        context.random().nextBytes(token);
        ApplicationKnown facts = ApplicationKnown.newBuilder()
                .setApplication("app-" + context.cluster().substring(0, 8) + "-" + ++given)
                .setToken(HexFormat.of().formatHex(token))
                .setName(message.getName())
                .setUser(message.getUser())
                .setQueue(queueOf(message))
                .setStarted(context.mailbox().wallMillis())
                .setDetached(message.getDetached())
                .setLeastWorkers(Math.max(0, message.getLeastWorkers()))
                .setConstraints(message.getConstraints())
                .build();
        context.journal().known(facts);
        Application application = create(facts);
        applications.add(application);
        return application;
    }

    private Application create(ApplicationKnown facts) {
        String id = facts.getApplication();
        long order = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
        return new Application(
                facts,
                order,
                new HostFailures(context.settings().hostFailures()),
                context.epoch() << EPOCH_SHIFT,
                context.now());
    }

    /** It has told all that it waits for and all that it has: what differs here is set right. */
    private void makeEqual(Application application, ApplicationRegister message) {
        Set<Long> started = new HashSet<>(message.getStartedList());
        Set<Long> pending = message.getPendingList().stream()
                .map(WorkerRequest::getWorker)
                .collect(Collectors.toCollection(HashSet::new));
        context.journal().heard(application.id, application.sendAgain(pending, started));
        for (Container container : List.copyOf(application.containers.values())) {
            long worker = container.id.worker();
            if (started.contains(worker)) {
                container.told = true;
                container.drainTold = false; // not said of what it has started: told once more
                application.tellDraining(container);
            } else if (!pending.contains(worker)) {
                containers.stop(container, Stop.UNWANTED);
            }
        }
        for (WorkerRequest request : message.getPendingList()) {
            pending(application, request);
        }
        for (long worker : started) {
            if (!application.containers.containsKey(worker) && !application.isUnheard(worker)) {
                application.tellEnded(
                        worker,
                        WorkerEnded.newBuilder()
                                .setCause(WorkerEnded.Cause.CAUSE_UNKNOWN)
                                .setStatus(-1)
                                .setDiagnostics("it ended while the master was being started again"));
            }
        }
        context.outbox().tell(application);
    }

    private void pending(Application application, WorkerRequest request) {
        Container container = application.containers.get(request.getWorker());
        if (container == null) {
            if (!application.isUnheard(request.getWorker())) {
                containers.ask(application, request);
            }
            return;
        }
        if (container.request == null) {
            container.request = request;
        }
        if (container.ran && !container.told) {
            ends.started(container);
        }
    }

    private void welcome(ApplicationLink link, Application application) {
        if (!link.isHeard()) {
            return;
        }
        application.welcomed = true;
        link.send(ToApplication.newBuilder()
                .setWelcome(ApplicationWelcome.newBuilder()
                        .setApplication(application.id)
                        .setToken(application.facts.getToken())
                        .setLargest(Amounts.of(context.scheduler().largest()))
                        .setMostContainers(Integer.MAX_VALUE)
                        .setNextBeatMs(
                                (int) context.settings().applicationBeat().toMillis())
                        .setLeaseMs((int) context.settings().applicationLease().toMillis())
                        .setRecovering(recovery.isRecovering())));
        link.send(ToApplication.newBuilder().setNodes(nodes.offers()));
        if (!application.killedBy.isEmpty()) {
            application.askToEnd();
        }
        context.outbox().tell(application);
    }
}
