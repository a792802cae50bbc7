package io.mr3.rm.standalone.driver;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchFile;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Registration;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** A driver and a {@link FakeMaster} on virtual time. */
final class DriverBench {
    final VirtualMailboxes world;
    final FakeMaster master;
    final VirtualWire wire;
    final HeardEvents events = new HeardEvents();
    final StandaloneDriver driver;
    private final Mailbox mailbox;
    private CompletableFuture<Registration> registration;
    private int workers;

    DriverBench(long seed) {
        this(seed, "default", Integer.MAX_VALUE);
    }

    DriverBench(long seed, String queue, int maxWorkers) {
        this(seed, queue, maxWorkers, 0);
    }

    DriverBench(long seed, String queue, int maxWorkers, int leastWorkers) {
        this(seed, queue, maxWorkers, leastWorkers, PlacementConstraints.NONE);
    }

    DriverBench(long seed, String queue, int maxWorkers, int leastWorkers, PlacementConstraints constraints) {
        world = new VirtualMailboxes(seed);
        master = new FakeMaster(world, 4);
        wire = new VirtualWire(world, master);
        mailbox = world.create("broker", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        });
        DriverSettings settings = new DriverSettings(
                "master:1",
                "test",
                "nobody",
                queue,
                Duration.ofSeconds(20),
                maxWorkers,
                leastWorkers,
                constraints,
                false,
                1);
        driver = new StandaloneDriver(mailbox, world.io(), settings, wire, new Random(seed));
    }

    /** Registers. */
    Registration start() {
        begin();
        until(registration::isDone);
        return registration.join();
    }

    void begin() {
        verb(() -> registration = driver.start(events).toCompletableFuture());
    }

    /** Why the start has failed. */
    String failure() {
        until(registration::isDone);
        try {
            throw new AssertionError("registered: " + registration.join());
        } catch (CompletionException e) {
            return e.getCause().getMessage();
        }
    }

    /** Calls a verb, and lets nothing else happen. */
    void verb(Runnable call) {
        boolean[] done = new boolean[1];
        mailbox.post(() -> {
            call.run();
            done[0] = true;
        });
        until(() -> done[0]);
    }

    int request(FakeMaster.Program program, LaunchFile... files) {
        int worker = ++workers;
        LaunchSpec launch = new LaunchSpec(
                List.of(program.name()),
                Map.of(),
                Map.of("SECRET", "word"),
                new Resources(512, 1),
                List.of(files),
                false);
        verb(() -> driver.request(
                new ContainerRequest(new WorkerId(worker), "group", launch, List.of("host-b", "/rack"), 3)));
        return worker;
    }

    int obedient() {
        return request(FakeMaster.Program.OBEDIENT);
    }

    /** One that runs. */
    int started() {
        int worker = obedient();
        until(() -> events.started.containsKey(worker));
        return worker;
    }

    void cancel(int worker) {
        verb(() -> {
            events.cancelled(worker);
            driver.cancel(new WorkerId(worker));
        });
    }

    void release(int worker) {
        verb(() -> driver.release(new WorkerId(worker)));
    }

    void until(BooleanSupplier condition) {
        world.runUntil(condition, Duration.ofMinutes(2));
    }

    /** Long enough for every wait between tries. */
    void pass() {
        world.advance(Duration.ofSeconds(40));
    }
}
