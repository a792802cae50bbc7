package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskState;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Periodic;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again at the host: processes, memory, disks, programs, logs. On the mailbox. */
final class NodeWatch {
    private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);
    private static final Duration PROCESSES = Duration.ofSeconds(1);
    private static final Duration MEMORY = Duration.ofSeconds(3);
    private static final Duration USAGE = Duration.ofSeconds(10);
    private static final Duration OLD_LOGS = Duration.ofMinutes(5);

    private final Mailbox mailbox;
    private final Executor io;
    private final AgentSettings settings;
    private final AgentTools parts;
    private final Containers containers;
    private final NodeCondition condition;
    private final DiskRelief relief;
    private final MemoryWatch memoryWatch = new MemoryWatch();
    private Map<ContainerId, Long> memory = Map.of();

    NodeWatch(
            Mailbox mailbox,
            Executor io,
            AgentSettings settings,
            AgentTools parts,
            Containers containers,
            NodeCondition condition) {
        this.mailbox = mailbox;
        this.io = io;
        this.settings = settings;
        this.parts = parts;
        this.containers = containers;
        this.condition = condition;
        this.relief = new DiskRelief(condition, containers);
    }

    void start() {
        each(PROCESSES, this::look, this::seen);
        each(MEMORY, this::measureWorkers, this::measured);
        each(USAGE, () -> parts.usage()::measure, this::used);
        each(OLD_LOGS, this::expireLogs, done -> {});
        settings.workDirectories().forEach(this::watchDisk);
        if (!settings.workDirectories().contains(settings.directory())) {
            watchOwnDirectory();
        }
        if (!settings.hangTimeout().isZero()) {
            settings.workDirectories().forEach(this::watchPulses);
        }
        for (Path program : settings.health().programs()) {
            each(
                    settings.health().interval(),
                    () -> () -> parts.health().run(program),
                    report -> condition.programSaid(program, report));
        }
    }

    private void watchDisk(Path disk) {
        repeat(
                settings.disks().interval(),
                () -> () -> parts.disks().check(disk),
                state -> {
                    condition.disk(disk, state);
                    relief.checked(disk);
                    if (disk.equals(settings.directory()) && state.problem().isEmpty()) {
                        recordsAre(state);
                    }
                },
                () -> condition.diskIsLate(disk));
    }

    private void watchPulses(Path disk) {
        PulseWatch pulses = new PulseWatch(disk, settings.hangTimeout(), containers, condition, parts.workplace());
        each(pulses.interval(), pulses::look, found -> pulses.judge(found, mailbox.nanoTime())
                .forEach((id, why) -> containers.kill(id, Cause.HUNG, why)));
    }

    private void watchOwnDirectory() {
        Path own = settings.directory();
        repeat(
                settings.disks().interval(),
                () -> () -> parts.disks().check(own),
                this::recordsAre,
                () -> condition.complaint(own, own + ": does not answer"));
    }

    /** Without its records the agent starts nothing, however good the other disks are. */
    private void recordsAre(DiskState state) {
        Path own = settings.directory();
        condition.complaint(own, state.problem().isEmpty() ? "" : own + ": " + state.problem());
    }

    private <T> void each(Duration interval, Supplier<Callable<T>> work, Consumer<T> then) {
        repeat(interval, work, then, () -> {});
    }

    private <T> void repeat(Duration interval, Supplier<Callable<T>> work, Consumer<T> then, Runnable late) {
        new Periodic<>(mailbox, io, interval, work, then, late).start();
    }

    private record Sights(List<Running> lookedAt, Map<ContainerId, Sight> found) {}

    private Callable<Sights> look() {
        List<Running> running = containers.running();
        return () -> {
            Map<ContainerId, Sight> found = new HashMap<>();
            for (Running each : running) {
                try {
                    found.put(each.id(), parts.processes().look(each));
                } catch (IOException e) {
                    LOG.warn("cannot look at {}: {}", each.id(), e.getMessage());
                }
            }
            return new Sights(running, found);
        };
    }

    private void seen(Sights sights) {
        containers.seen(sights.found(), sights.lookedAt());
    }

    private Callable<Map<ContainerId, Long>> measureWorkers() {
        List<Running> running = containers.running();
        List<Path> directories = containers.directories();
        return () -> {
            parts.workplace().rollLogs(directories);
            return parts.processes().memory(running);
        };
    }

    private void measured(Map<ContainerId, Long> used) {
        memory = used;
        containers.measured(used);
        if (settings.enforceMemory()) {
            memoryWatch
                    .judge(used, containers.limitsMb())
                    .forEach((id, why) -> containers.kill(id, Cause.OUT_OF_MEMORY, why));
        }
    }

    private void used(Usage host) {
        long workers = memory.values().stream().mapToLong(Long::longValue).sum();
        condition.usage(host.toBuilder().setWorkersMemoryMb(workers).build());
    }

    private Callable<Boolean> expireLogs() {
        return () -> {
            parts.workplace().expireLogs(containers.inUse()::contains);
            return true;
        };
    }
}
