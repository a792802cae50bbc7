package io.mr3.benchmarks.standalone;

import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.master.ClusterMaster;
import io.mr3.rm.standalone.master.MasterKeys;
import io.mr3.rm.standalone.master.MasterSettings;
import io.mr3.rm.standalone.master.MemoryDisk;
import io.mr3.rm.standalone.scheduler.FairScheduler;
import io.mr3.rm.standalone.scheduler.Scheduler;
import io.mr3.rm.standalone.scheduler.SchedulerSettings;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A real master with many simulated agents and applications, on virtual time; agents beat once a second. */
final class Fleet {
    private static final int RECORDS_OF_A_LONG_JOURNAL = 1_000_000;

    private static final int BEATS_AT_ONCE = 1000;
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration MOST_TO_PLACE = Duration.ofSeconds(4);

    private final VirtualMailboxes world = new VirtualMailboxes(1);
    private final MemoryDisk disk = new MemoryDisk(() -> Duration.ZERO, RECORDS_OF_A_LONG_JOURNAL);
    private final Meter meter = new Meter();
    private final List<FleetAgent> agents = new ArrayList<>();
    private final List<FleetApplication> applications = new ArrayList<>();
    private VirtualProcess process;
    private ClusterMaster master;

    Fleet(int nodes, int applicationCount) {
        for (int i = 0; i < nodes; i++) {
            agents.add(new FleetAgent(i));
        }
        for (int i = 0; i < applicationCount; i++) {
            applications.add(new FleetApplication());
        }
        start();
        connect();
        meter.take();
    }

    private static Scheduler scheduler() {
        return FairScheduler.of(SchedulerSettings.of(Mr3Conf.defaults()));
    }

    private void start() {
        process = world.process();
        Map<String, String> pinned = new HashMap<>();
        pinned.put(MasterKeys.LEAST_BEAT.name(), "1000");
        pinned.put(MasterKeys.MOST_BEAT.name(), "1000");
        try {
            master = ClusterMaster.start(
                    process, MasterSettings.of(Mr3Conf.of(pinned)), scheduler(), disk::open, new Random(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.settle();
    }

    private void connect() {
        List<Runnable> deliveries = new ArrayList<>();
        for (FleetApplication application : applications) {
            application.connect(master);
            byte[] frame = application.registration();
            deliveries.add(() -> application.line().deliver(frame));
        }
        for (FleetAgent agent : agents) {
            agent.connect(master);
            byte[] frame = agent.registration();
            deliveries.add(() -> agent.line().deliver(frame));
        }
        deliver(deliveries);
        applications.forEach(FleetApplication::hear);
        agents.forEach(agent -> agent.line().take());
    }

    private void deliver(List<Runnable> deliveries) {
        meter.measure(() -> {
            deliveries.forEach(Runnable::run);
            world.settle();
        });
    }

    /**
     * A second in which each agent beats. Returns the master's processor time, in nanoseconds; without beats of applications.
     *
     * @param between runs before each thousand beats and before the second's own work
     */
    long second(Runnable between) {
        for (int from = 0; from < agents.size(); from += BEATS_AT_ONCE) {
            List<FleetAgent> some = agents.subList(from, Math.min(from + BEATS_AT_ONCE, agents.size()));
            List<Runnable> deliveries = new ArrayList<>();
            for (FleetAgent agent : some) {
                byte[] frame = agent.beat();
                deliveries.add(() -> agent.line().deliver(frame));
            }
            between.run();
            deliver(deliveries);
            some.forEach(agent -> agent.line().take());
        }
        between.run();
        meter.measure(() -> world.advance(Duration.ofSeconds(1)));
        agents.forEach(agent -> agent.line().take());
        long taken = meter.take();
        applications.forEach(application -> application.line().deliver(application.beat()));
        world.settle();
        applications.forEach(FleetApplication::hear);
        return taken;
    }

    /**
     * What it took to start many workers.
     *
     * @param cpuNanos processor time of the master
     * @param virtual time until the last one had started: what the scheduler makes launches on one node wait
     */
    record Placed(long cpuNanos, Duration virtual) {}

    /** Each application asks for workers, and hears that they have started. */
    Placed place(int workersOfEach) {
        List<Runnable> asks = new ArrayList<>();
        for (FleetApplication application : applications) {
            byte[] frame = application.requests(workersOfEach);
            asks.add(() -> application.line().deliver(frame));
        }
        long start = world.nanoTime();
        deliver(asks);
        startLaunched();
        while (applications.stream().anyMatch(application -> application.started() < workersOfEach)) {
            if (world.nanoTime() - start > MOST_TO_PLACE.toNanos()) {
                throw new IllegalStateException("expected " + workersOfEach + " workers of each application within "
                        + MOST_TO_PLACE + ", got " + applications.get(0).started());
            }
            meter.measure(() -> world.advance(STEP));
            startLaunched();
        }
        return new Placed(meter.take(), Duration.ofNanos(world.nanoTime() - start));
    }

    /** Agents start what they were told to, and applications hear of it. */
    private void startLaunched() {
        List<Runnable> reports = new ArrayList<>();
        for (FleetAgent agent : agents) {
            agent.launched().forEach(frame -> reports.add(() -> agent.line().deliver(frame)));
        }
        deliver(reports);
        List<Runnable> acknowledgements = new ArrayList<>();
        for (FleetApplication application : applications) {
            application
                    .hear()
                    .forEach(frame ->
                            acknowledgements.add(() -> application.line().deliver(frame)));
        }
        deliver(acknowledgements);
    }

    /** The master dies, another one starts and everybody comes back. Returns its processor time, in nanoseconds. */
    long recover() {
        disk.crash(disk.pending());
        process.kill();
        meter.take();
        meter.measure(this::start);
        connect();
        meter.measure(() -> world.advance(Duration.ofSeconds(1)));
        String state = master.view().get().master().state();
        int workers = master.view().get().nodes().stream()
                .mapToInt(node -> node.workers())
                .sum();
        int expected = applications.stream().mapToInt(FleetApplication::started).sum();
        if (!state.equals("active") || workers != expected) {
            throw new IllegalStateException(
                    "expected an active master with " + expected + " workers, got " + state + " with " + workers);
        }
        return meter.take();
    }
}
