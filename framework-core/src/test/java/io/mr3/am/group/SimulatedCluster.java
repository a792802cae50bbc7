package io.mr3.am.group;

import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.RequestFailure;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A resource manager whose containers hold simulated workers; it is slow, and as long as told to it fails and kills.
 */
final class SimulatedCluster extends FakeDriver {
    private final VirtualMailboxes world;
    private final Mailbox mailbox;
    private final WorkerService service;
    private final Random random;
    private final int slots;
    private final Map<WorkerId, SimulatedWorker> running = new LinkedHashMap<>();
    private boolean peaceful;

    SimulatedCluster(VirtualMailboxes world, Mailbox mailbox, WorkerService service, Random random, int slots) {
        super(mailbox);
        this.world = world;
        this.mailbox = mailbox;
        this.service = service;
        this.random = random;
        this.slots = slots;
    }

    /** From here on nothing fails by itself. */
    void makePeace() {
        peaceful = true;
    }

    int containers() {
        return started().size();
    }

    @Override
    public void request(ContainerRequest request) {
        super.request(request);
        WorkerId worker = request.worker();
        later(2000, () -> {
            if (!requested().contains(worker)) {
                return;
            }
            if (!peaceful && random.nextInt(5) == 0) {
                refuse(worker, RequestFailure.of(RequestFailure.Kind.LAUNCH_FAILED, worker + " does not start"));
                return;
            }
            launch(worker);
        });
    }

    /** The worker may connect before its start is told, or after. */
    private void launch(WorkerId worker) {
        SimulatedWorker simulated = new SimulatedWorker(world, worker, service, random, slots);
        running.put(worker, simulated);
        if (random.nextBoolean()) {
            simulated.connect();
            grant(worker);
        } else {
            grant(worker);
            later(1500, simulated::connect);
        }
        if (!peaceful && random.nextInt(3) == 0) {
            later(20_000, () -> trouble(worker, simulated));
        }
    }

    /**
     * The worker crashes (its connection and its container end in either order), hangs, or loses only its connection.
     */
    private void trouble(WorkerId worker, SimulatedWorker simulated) {
        switch (random.nextInt(3)) {
            case 0 -> {
                simulated.die();
                later(500, simulated::connectionLost);
                later(500, () -> ended(worker, ContainerExit.Cause.FAILED));
            }
            case 1 -> simulated.hang();
            default -> simulated.connectionLost();
        }
    }

    @Override
    public void release(WorkerId worker) {
        super.release(worker);
        later(1000, () -> ended(worker, ContainerExit.Cause.RELEASED));
    }

    private void ended(WorkerId worker, ContainerExit.Cause cause) {
        SimulatedWorker simulated = running.remove(worker);
        if (simulated != null) {
            simulated.die();
            later(300, simulated::connectionLost);
            end(worker, ContainerExit.of(cause, cause.name()));
        }
    }

    private void later(int millis, Runnable step) {
        mailbox.after(Duration.ofMillis(random.nextInt(millis)), step);
    }
}
