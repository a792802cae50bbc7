package io.mr3.simulation;

import io.mr3.am.group.WorkerService;
import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.Registration;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.testkit.VirtualMailboxes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A resource manager whose containers hold {@link SimulatedProcess}es; slow, and sometimes a start fails. */
final class SimulatedCluster implements ResourceManagerDriver {
    private final VirtualMailboxes world;
    /** The master's broker; what it asks and hears is asked and heard there. */
    private final Mailbox broker;
    /** The cluster itself, which goes on while the master stands still. */
    private final Mailbox cluster;

    private final WorkerService service;
    private final Life life;
    private final int slots;
    /** Containers that there are at most. */
    private final int limit;

    private final Set<WorkerId> requested = new LinkedHashSet<>();
    private final Map<WorkerId, SimulatedProcess> containers = new LinkedHashMap<>();
    private ResourceManagerEvents events;

    SimulatedCluster(VirtualMailboxes world, Mailbox broker, WorkerService service, Life life, int slots, int limit) {
        this.world = world;
        this.broker = broker;
        this.service = service;
        this.life = life;
        this.slots = slots;
        this.limit = limit;
        cluster = world.create("cluster", new SimulatedProcess.SilentOwner());
    }

    /** Whether a worker has given no cause to be declared lost. */
    boolean isBlameless(WorkerId worker) {
        SimulatedProcess process = containers.get(worker);
        return process != null && !process.isHarmed();
    }

    boolean isEmpty() {
        return requested.isEmpty() && containers.isEmpty();
    }

    /** What is true of all workers at any time. */
    void check(boolean masterRuns) {
        containers.values().forEach(process -> process.check(masterRuns));
    }

    @Override
    public CompletionStage<Registration> start(ResourceManagerEvents listener) {
        events = listener;
        return CompletableFuture.completedFuture(
                new Registration("app", new Resources(9999, 99), limit, EnumSet.allOf(Capability.class)));
    }

    @Override
    public void request(ContainerRequest request) {
        WorkerId worker = request.worker();
        requested.add(worker);
        later(2000, () -> answer(worker));
    }

    private void answer(WorkerId worker) {
        if (!requested.contains(worker)) {
            return;
        }
        if (life.luck().strike(10)) {
            refuse(worker);
        } else {
            grant(worker);
        }
    }

    private void refuse(WorkerId worker) {
        broker.post(() -> {
            if (requested.remove(worker)) {
                events.requestFailed(
                        worker, RequestFailure.of(RequestFailure.Kind.LAUNCH_FAILED, worker + " cannot be launched"));
            }
        });
    }

    /** The worker may connect before its start is told, or after, or never. */
    private void grant(WorkerId worker) {
        broker.post(() -> {
            if (containers.size() >= limit || !requested.remove(worker)) {
                return;
            }
            SimulatedProcess process = new SimulatedProcess(worker, slots, life, world.process(), cluster);
            containers.put(worker, process);
            if (life.luck().strike(10)) {
                later(1000, () -> crash(worker, process));
            } else if (life.luck().oneIn(2)) {
                process.connect(service, reason -> later(500, () -> ended(worker, ContainerExit.Cause.COMPLETED)));
            } else {
                later(
                        1000,
                        () -> process.connect(
                                service, reason -> later(500, () -> ended(worker, ContainerExit.Cause.COMPLETED))));
            }
            events.started(
                    worker,
                    new AllocatedContainer(
                            "c-" + worker.number(), "host-" + worker.number(), "", new Resources(1, 1), ""));
            watch(worker, process);
            if (life.luck().oneIn(6)) {
                later(8000, () -> drain(worker));
            }
        });
    }

    /** Its host is to be emptied, within some time. */
    private void drain(WorkerId worker) {
        broker.post(() -> {
            if (containers.containsKey(worker)) {
                events.draining(worker, "its host is to be emptied");
            }
        });
    }

    /** A process that is gone is noticed some time later. */
    private void watch(WorkerId worker, SimulatedProcess process) {
        later(1000, () -> {
            if (!process.isAlive()) {
                ended(worker, ContainerExit.Cause.FAILED);
            } else if (containers.containsKey(worker)) {
                watch(worker, process);
            }
        });
    }

    private void crash(WorkerId worker, SimulatedProcess process) {
        process.crash();
        ended(worker, ContainerExit.Cause.FAILED);
    }

    @Override
    public void cancel(WorkerId worker) {
        requested.remove(worker);
    }

    @Override
    public void release(WorkerId worker) {
        later(1000, () -> ended(worker, ContainerExit.Cause.RELEASED));
    }

    private void ended(WorkerId worker, ContainerExit.Cause cause) {
        SimulatedProcess process = containers.get(worker);
        if (process == null) {
            return;
        }
        if (process.isAlive() && cause != ContainerExit.Cause.RELEASED && !process.isEmpty()) {
            throw new AssertionError(worker + " has ended and still holds DAGs");
        }
        process.crash();
        broker.post(() -> {
            if (containers.remove(worker) != null) {
                events.ended(worker, ContainerExit.of(cause, cause.name()));
                requested.forEach(next -> later(2000, () -> answer(next)));
            }
        });
    }

    private void later(int millis, Runnable step) {
        cluster.after(life.luck().millis(millis), step);
    }

    @Override
    public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
