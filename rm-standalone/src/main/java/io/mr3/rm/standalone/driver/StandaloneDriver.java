package io.mr3.rm.standalone.driver;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchFile;
import io.mr3.rm.Node;
import io.mr3.rm.Registration;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.ApplicationWelcome;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.NodeOffer;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerNumbers;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.proto.WorkerRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obtains workers from a standalone cluster. What it says in one turn goes out together; what cannot go out, since the master
 * cannot be reached, is part of the next registration.
 */
final class StandaloneDriver implements ResourceManagerDriver {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneDriver.class);
    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.FENCES, Capability.HOST_LOCALITY, Capability.RACK_LOCALITY);
    /** Shorter than a DAGAppMaster waits for it when it ends. */
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(8);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Mailbox mailbox;
    private final Executor io;
    private final DriverSettings settings;
    private final MasterSession session;
    private final FileDigests digests = new FileDigests();
    private final CompletableFuture<Registration> registered = new CompletableFuture<>();
    private ResourceManagerEvents events;
    private WorkerTable workers;
    private List<Node> nodes;
    private boolean flushes;
    private String lastFailure = "";
    private ApplicationFinish finish;
    private boolean finishSent;
    private CompletableFuture<Void> finishing;
    private volatile boolean closed;

    StandaloneDriver(
            Mailbox mailbox, Executor io, DriverSettings settings, MasterDialer dialer, RandomGenerator random) {
        this.mailbox = mailbox;
        this.io = io;
        this.settings = settings;
        this.session = new MasterSession(mailbox, dialer, new Sessions(), new BackOff(random));
    }

    // ---- verbs

    @Override
    public CompletionStage<Registration> start(ResourceManagerEvents listener) {
        if (events != null) {
            throw new IllegalStateException("the standalone resource manager has been started before");
        }
        events = listener;
        workers = new WorkerTable(settings.maxWorkers(), settings.leastWorkers() > 1, listener);
        later(session::dial);
        mailbox.after(settings.connectTimeout(), () -> {
            if (!registered.isDone()) {
                failStart(lastFailure.isEmpty() ? "it does not answer" : lastFailure);
            }
        });
        return registered;
    }

    @Override
    public void request(ContainerRequest request) {
        if (events == null || finishing != null) {
            throw new IllegalStateException(
                    "the standalone resource manager " + (events == null ? "has not started" : "finishes"));
        }
        workers.add(request);
        List<LaunchFile> files = request.launch().files();
        if (files.isEmpty()) {
            workers.prepared(request.worker(), List.of());
            flushSoon();
        } else {
            io.execute(() -> prepare(request.worker(), files));
        }
    }

    @Override
    public void cancel(WorkerId worker) {
        if (workers != null) {
            workers.cancel(worker);
            flushSoon();
        }
    }

    @Override
    public void release(WorkerId worker) {
        if (workers != null) {
            workers.release(worker);
            flushSoon();
        }
    }

    @Override
    public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
        if (finishing == null) {
            LOG.info("standalone resource manager finishes: {}, {}", status, diagnostics);
            finishing = new CompletableFuture<>();
            finish = ApplicationFinish.newBuilder()
                    .setStatus(status.name())
                    .setDiagnostics(diagnostics)
                    .build();
            if (registered.isDone() && !registered.isCompletedExceptionally()) {
                workers.giveUpAll();
                flushSoon();
                mailbox.after(FINISH_LIMIT, this::finishAnyhow);
            } else {
                later(this::finished);
            }
        }
        return finishing;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        MasterLine line = session.take();
        if (line != null) {
            line.finishNow(
                    ApplicationFinish.newBuilder()
                            .setStatus(FinalStatus.KILLED.name())
                            .setDiagnostics("the application was closed")
                            .build(),
                    CLOSE_LIMIT);
        }
    }

    /** Leaves what was launched to itself; the application must be detached. No event follows. From any thread. */
    void leave() {
        closed = true;
        MasterLine line = session.take();
        if (line != null) {
            line.close("whoever asked for it needs nothing more");
        }
    }

    // ---- requests on their way

    private void prepare(WorkerId worker, List<LaunchFile> files) {
        try {
            var needed = digests.describe(files);
            later(() -> {
                workers.prepared(worker, needed);
                flush();
            });
        } catch (IOException | RuntimeException e) {
            later(() -> {
                workers.cannotBePrepared(worker, e.getMessage());
                flush();
            });
        }
    }

    private void flushSoon() {
        if (!flushes) {
            flushes = true;
            later(() -> {
                flushes = false;
                flush();
            });
        }
    }

    private void flush() {
        if (!session.isRegistered()) {
            return;
        }
        MasterLine line = session.line();
        List<WorkerTable.Asked> requests = workers.takeRequests();
        if (!requests.isEmpty()) {
            WorkerRequests.Builder message = WorkerRequests.newBuilder();
            requests.forEach(asked -> message.addRequests(message(asked, line.seals())));
            line.send(FromApplication.newBuilder().setRequests(message).build());
        }
        List<WorkerId> cancelled = workers.takeCancelled();
        if (!cancelled.isEmpty()) {
            line.send(FromApplication.newBuilder().setCancel(numbers(cancelled)).build());
        }
        List<WorkerId> released = workers.takeReleased();
        if (!released.isEmpty()) {
            line.send(FromApplication.newBuilder().setRelease(numbers(released)).build());
        }
        if (finishing != null && !finishSent && workers.isEmpty()) {
            finishSent = true;
            line.send(FromApplication.newBuilder().setFinish(finish).build());
        }
    }

    private WorkerRequest message(WorkerTable.Asked asked, SealedSecrets seals) {
        return Messages.request(asked.request(), asked.files(), seals, settings.attempts());
    }

    private static WorkerNumbers numbers(List<WorkerId> workers) {
        WorkerNumbers.Builder numbers = WorkerNumbers.newBuilder();
        workers.forEach(worker -> numbers.addWorkers(worker.number()));
        return numbers.build();
    }

    // ---- ends

    private void failStart(String why) {
        session.stop("the application could not start");
        registered.completeExceptionally(new IOException(refusal(why)));
    }

    private String refusal(String why) {
        return ClusterKeys.MASTER.name() + ": no master of a standalone cluster at " + settings.master()
                + " takes this application (" + ApplicationKeys.QUEUE.name() + "=" + settings.queue() + "): " + why;
    }

    private void finishAnyhow() {
        if (finishing.isDone()) {
            return;
        }
        if (!workers.isEmpty()) {
            LOG.warn("workers {} have not ended in time; the master ends them", workers.started());
        }
        if (session.isRegistered() && !finishSent) {
            session.line().send(FromApplication.newBuilder().setFinish(finish).build());
        }
        finished();
    }

    private void finished() {
        closed = true;
        session.stop("the application has ended");
        if (!registered.isDone()) {
            registered.completeExceptionally(new IOException("the application has ended before it was registered"));
        }
        finishing.complete(null);
    }

    private void later(Runnable step) {
        mailbox.post(() -> {
            if (!closed) {
                step.run();
            }
        });
    }

    // ---- what the master says

    private final class Sessions implements MasterSession.Application {
        @Override
        public ApplicationRegister.Builder registration(SealedSecrets seals) {
            ApplicationRegister.Builder all = ApplicationRegister.newBuilder()
                    .setName(settings.name())
                    .setUser(settings.user())
                    .setQueue(settings.queue())
                    .setDetached(settings.detached())
                    .setLeastWorkers(settings.leastWorkers())
                    .setConstraints(settings.constraints().message());
            workers.takeRequests();
            workers.pending().forEach(asked -> all.addPending(message(asked, seals)));
            workers.started().forEach(worker -> all.addStarted(worker.number()));
            workers.toldAll();
            return all;
        }

        @Override
        public void welcomed(ApplicationWelcome welcome, boolean anew) {
            if (closed) {
                return;
            }
            if (!registered.isDone()) {
                int most = welcome.getMostContainers() > 0 ? welcome.getMostContainers() : Integer.MAX_VALUE;
                registered.complete(new Registration(
                        welcome.getApplication(),
                        Messages.resources(welcome.getLargest()),
                        Math.min(most, settings.maxWorkers()),
                        CAPABILITIES));
            } else if (anew) {
                workers.lostAll("the master does not know this application any more");
            }
            flush();
        }

        @Override
        public void happened(ApplicationEvent event) {
            if (!closed) {
                workers.happened(session.id(), event);
                flushSoon();
            }
        }

        @Override
        public void received(ToApplication message) {
            if (closed) {
                return;
            }
            switch (message.getMessageCase()) {
                case NODES -> nodes(message.getNodes().getNodesList());
                case SHUTDOWN -> events.shutdownRequested(message.getShutdown().getReason());
                case FINISHED -> finishedIfAsked();
                default -> LOG.warn("the master said something that this version does not know");
            }
        }

        @Override
        public void failed(String reason, boolean forGood) {
            lastFailure = reason;
            if (!forGood || closed) {
                LOG.debug("no registration with the master at {}: {}", settings.master(), reason);
            } else if (!registered.isDone()) {
                failStart(reason);
            } else if (finishing != null) {
                finished();
            } else {
                closed = true;
                session.stop("the application cannot go on");
                events.fatal(refusal(reason));
            }
        }

        @Override
        public void lost() {
            finishedIfAsked();
        }
    }

    private void finishedIfAsked() {
        if (finishSent && !closed) {
            finished();
        }
    }

    /** Agents of one host are one node for applications, which only ask for hosts. */
    private void nodes(List<NodeOffer> offers) {
        Map<String, Node> byHost = new LinkedHashMap<>();
        for (NodeOffer offer : offers) {
            Node node = new Node(offer.getHost(), offer.getRack(), Messages.resources(offer.getTotal()));
            byHost.merge(
                    offer.getHost(),
                    node,
                    (one, other) -> new Node(one.host(), one.rack(), sum(one.total(), other.total())));
        }
        List<Node> now = List.copyOf(byHost.values());
        if (!now.equals(nodes)) {
            nodes = now;
            events.nodesChanged(now);
        }
    }

    private static Resources sum(Resources one, Resources other) {
        return new Resources(one.memoryMb() + other.memoryMb(), one.cores() + other.cores());
    }
}
