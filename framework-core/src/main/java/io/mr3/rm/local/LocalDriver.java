package io.mr3.rm.local;

import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.Node;
import io.mr3.rm.Registration;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Grants containers on this host, up to a number; requests beyond that wait for one to end. */
final class LocalDriver implements ResourceManagerDriver {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDriver.class);

    private final Mailbox mailbox;
    private final Executor io;
    private final LocalSettings settings;
    private final LocalForm form;
    private final String host;

    private final Map<WorkerId, ContainerRequest> waiting = new LinkedHashMap<>();
    private final Map<WorkerId, Launch> launches = new LinkedHashMap<>();
    private final Set<WorkerId> asked = new HashSet<>();
    private ResourceManagerEvents events;
    private CompletableFuture<Void> finishing;
    private volatile boolean closed;

    LocalDriver(Mailbox mailbox, Executor io, LocalSettings settings, LocalForm form, String host) {
        this.mailbox = mailbox;
        this.io = io;
        this.settings = settings;
        this.form = form;
        this.host = host;
    }

    /** One granted request, from the moment its worker is being launched until nothing of it runs. */
    private static final class Launch {
        private final ContainerRequest request;
        private LocalContainer container;
        private boolean cancelled;
        private boolean released;
        /** Set if the worker ended before its launch was known here. */
        private ContainerExit earlyExit;

        private Launch(ContainerRequest request) {
            this.request = request;
        }

        private boolean isStarted() {
            return container != null;
        }
    }

    @Override
    public CompletionStage<Registration> start(ResourceManagerEvents listener) {
        if (events != null) {
            throw new IllegalStateException("the local resource manager has been started before");
        }
        events = listener;
        Set<Capability> capabilities = form.capabilities();
        CompletableFuture<Registration> registered = new CompletableFuture<>();
        later(() -> {
            registered.complete(new Registration(
                    "local-" + ProcessHandle.current().pid(), settings.total(), settings.workers(), capabilities));
            events.nodesChanged(List.of(new Node(host, "", settings.total())));
        });
        return registered;
    }

    @Override
    public void request(ContainerRequest request) {
        if (events == null || finishing != null) {
            throw new IllegalStateException(
                    "the local resource manager " + (events == null ? "has not started" : "finishes"));
        }
        if (!asked.add(request.worker())) {
            throw new IllegalStateException(request.worker() + " has been asked for before");
        }
        waiting.put(request.worker(), request);
        later(this::grant);
    }

    @Override
    public void cancel(WorkerId worker) {
        if (waiting.remove(worker) != null) {
            return;
        }
        Launch launch = launches.get(worker);
        if (launch != null && !launch.isStarted()) {
            launch.cancelled = true;
        }
    }

    @Override
    public void release(WorkerId worker) {
        Launch launch = launches.get(worker);
        if (launch != null && launch.isStarted() && !launch.released) {
            launch.released = true;
            end(launch);
        }
    }

    @Override
    public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
        if (finishing == null) {
            LOG.info("local resource manager finishes: {}, {}", status, diagnostics);
            finishing = new CompletableFuture<>();
            waiting.clear();
            new ArrayList<>(launches.keySet()).forEach(worker -> {
                cancel(worker);
                release(worker);
            });
            later(this::completeFinish);
        }
        return finishing;
    }

    @Override
    public void close() {
        closed = true;
        form.killAll();
    }

    /** Launches what fits; a request that can never fit is refused. */
    private void grant() {
        List<ContainerRequest> inOrder = new ArrayList<>(waiting.values());
        for (ContainerRequest request : inOrder) {
            if (!settings.total().fits(request.launch().resources())) {
                waiting.remove(request.worker());
                events.requestFailed(
                        request.worker(),
                        RequestFailure.of(
                                RequestFailure.Kind.TOO_LARGE,
                                request.worker() + " needs " + request.launch().resources() + ", this host offers "
                                        + settings.total()));
            } else if (hasRoom(request)) {
                waiting.remove(request.worker());
                launch(request);
            }
        }
    }

    private boolean hasRoom(ContainerRequest request) {
        long usedMb = launches.values().stream()
                .mapToLong(launch -> launch.request.launch().resources().memoryMb())
                .sum();
        return launches.size() < settings.workers()
                && usedMb + request.launch().resources().memoryMb()
                        <= settings.total().memoryMb();
    }

    private void launch(ContainerRequest request) {
        Launch launch = new Launch(request);
        launches.put(request.worker(), launch);
        io.execute(() -> {
            try {
                LocalContainer container = form.launch(request, exit -> later(() -> exited(launch, exit)));
                later(() -> launched(launch, container));
            } catch (IOException e) {
                later(() -> launchFailed(launch, e.getMessage()));
            } catch (RuntimeException | Error e) {
                LOG.error("launching {} failed", request.worker(), e);
                later(() -> launchFailed(launch, e.toString()));
            }
        });
    }

    /** May cross {@link #cancel} (then the container is handed back) and {@link #exited} (then it ends at once). */
    private void launched(Launch launch, LocalContainer container) {
        WorkerId worker = launch.request.worker();
        launch.container = container;
        if (launch.cancelled) {
            container.kill();
        } else {
            LOG.info("{} runs as {}, log {}", worker, container.id(), container.logFile());
            events.started(
                    worker,
                    new AllocatedContainer(
                            container.id(), host, "", launch.request.launch().resources(), container.logFile()));
        }
        if (launch.earlyExit != null) {
            exited(launch, launch.earlyExit);
        }
    }

    private void launchFailed(Launch launch, String reason) {
        launches.remove(launch.request.worker());
        if (!launch.cancelled) {
            events.requestFailed(launch.request.worker(), RequestFailure.of(RequestFailure.Kind.LAUNCH_FAILED, reason));
        }
        grant();
        completeFinish();
    }

    private void exited(Launch launch, ContainerExit exit) {
        if (!launch.isStarted()) {
            launch.earlyExit = exit;
            return;
        }
        WorkerId worker = launch.request.worker();
        launches.remove(worker);
        if (!launch.cancelled) {
            ContainerExit known = launch.released
                    ? new ContainerExit(
                            ContainerExit.Cause.RELEASED, exit.status(), exit.diagnostics(), exit.lastLines())
                    : exit;
            LOG.info("{} has ended: {}, {}", worker, known.cause(), known.diagnostics());
            events.ended(worker, known);
        }
        grant();
        completeFinish();
    }

    private void end(Launch launch) {
        launch.container.stop();
        mailbox.after(settings.stopGrace(), () -> {
            if (launches.get(launch.request.worker()) == launch) {
                launch.container.kill();
            }
        });
    }

    private void completeFinish() {
        if (finishing != null && launches.isEmpty()) {
            finishing.complete(null);
        }
    }

    private void later(Runnable step) {
        mailbox.post(() -> {
            if (!closed) {
                step.run();
            }
        });
    }
}
