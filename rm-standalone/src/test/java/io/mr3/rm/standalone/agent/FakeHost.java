package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerRecord;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** Disks and processes of a host, which outlive agents. */
final class FakeHost implements ContainerProcesses, Workplace, Records {
    /** A process as the host knows it. */
    static final class Proc {
        final ContainerId id;
        final int start;
        final ProcessStamp stamp;
        final Launch launch;
        boolean alive = true;
        boolean asked;
        /** Null: it did not write it. */
        Integer exitFile;

        /** Of the agent that started it, while that lives. */
        private IntConsumer parent;

        Proc(Start start, ProcessStamp stamp, IntConsumer parent) {
            this.id = start.id();
            this.start = start.start();
            this.launch = start.launch();
            this.stamp = stamp;
            this.parent = parent;
        }

        void exit(int status) {
            exitFile = status;
            die(status);
        }

        /** Without a word. */
        void die(int status) {
            alive = false;
            if (parent != null) {
                parent.accept(status);
            }
        }
    }

    String boot = "boot-1";
    final Map<String, Proc> processes = new LinkedHashMap<>();
    final Map<ContainerId, ContainerRecord> records = new LinkedHashMap<>();
    final Set<String> cancelled = new TreeSet<>();
    final List<String> log = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
    final Map<ContainerId, Long> memory = new HashMap<>();
    /** Name of a container to when it touched its pulse last, in some unit. */
    final Map<String, Long> pulses = new HashMap<>();

    final Set<ContainerId> outOfMemory = new HashSet<>();
    final Queue<IOException> startFailures = new ConcurrentLinkedQueue<>();
    final Queue<IOException> prepareFailures = new ConcurrentLinkedQueue<>();
    final Queue<IOException> writeFailures = new ConcurrentLinkedQueue<>();
    final Set<String> strays = new TreeSet<>();
    AgentState state = AgentState.getDefaultInstance();
    boolean stubborn;
    boolean exitsAtOnce;
    DiskState disk = new DiskState(50_000, 100_000, "");
    /** Those that differ from {@link #disk}. */
    final Map<Path, DiskState> disks = new ConcurrentHashMap<>();

    private long nextPid = 1000;

    /** What a look at a disk finds. */
    DiskState check(Path directory) {
        return disks.getOrDefault(directory, disk);
    }

    /** Whatever the master hears, the agent that comes next must know. */
    void heard(ContainerReport report) {
        ContainerRecord record = records.get(ContainerId.of(report.getContainer()));
        boolean written = record == null
                || report.getPhase() == ContainerPhase.LOCALIZING
                || record.getPhaseValue() >= report.getPhaseValue();
        if (!written) {
            wrong("the master hears " + report + " but on the disk is " + record);
        }
    }

    /** The agent is gone: nobody is told of exits any more. */
    void orphan() {
        processes.values().forEach(process -> process.parent = null);
    }

    /** The host was started again. */
    void reboot(String newBoot) {
        boot = newBoot;
        processes.values().forEach(process -> process.alive = false);
    }

    List<Proc> of(ContainerId id) {
        return processes.values().stream()
                .filter(process -> process.id.equals(id))
                .toList();
    }

    Proc running(ContainerId id) {
        List<Proc> running = of(id).stream().filter(process -> process.alive).toList();
        if (running.size() != 1) {
            throw new AssertionError(id + ": expected one process that runs, found " + running.size());
        }
        return running.get(0);
    }

    /** A rule is broken: kept, since the agent takes what is thrown for an I/O error. */
    private void wrong(String rule) {
        broken.add(rule);
    }

    private static String key(ContainerId id, int start) {
        return id + "." + start;
    }

    @Override
    public ProcessStamp start(Start start, IntConsumer ended) throws IOException {
        IOException failure = startFailures.poll();
        if (failure != null) {
            throw failure;
        }
        String key = key(start.id(), start.start());
        ContainerRecord record = records.get(start.id());
        if (record == null || !record.getStarting() || record.getStart() != start.start()) {
            wrong(key + " is started before that is written down: " + record);
        }
        if (cancelled.contains(key) || processes.containsKey(key)) {
            wrong(key + " is started again");
        }
        if (of(start.id()).stream().anyMatch(process -> process.alive)) {
            wrong(start.id() + " runs twice");
        }
        Proc process = new Proc(start, new ProcessStamp(nextPid++, 7 * nextPid, boot), ended);
        processes.put(key, process);
        log.add("start " + key);
        if (exitsAtOnce) {
            process.exit(0);
        }
        return process.stamp;
    }

    @Override
    public Optional<ProcessStamp> find(ContainerId id, int start) {
        cancelled.add(key(id, start));
        return Optional.ofNullable(processes.get(key(id, start))).map(process -> process.stamp);
    }

    @Override
    public Sight look(Running running) {
        Proc process = processes.get(key(running.id(), running.start()));
        if (process.alive
                && process.stamp.equals(running.process())
                && running.process().boot().equals(boot)) {
            return Sight.ALIVE;
        }
        return process.exitFile == null ? Sight.GONE : Sight.ended(process.exitFile);
    }

    @Override
    public void terminate(Running running) {
        Proc process = processes.get(key(running.id(), running.start()));
        log.add("terminate " + running.id());
        process.asked = true;
        if (!stubborn && process.alive) {
            process.exit(143);
        }
    }

    @Override
    public void dumpThreads(Running running) {
        Proc process = processes.get(key(running.id(), running.start()));
        log.add("threads " + running.id() + (process.alive ? "" : ", which has ended"));
    }

    @Override
    public void kill(Running running) {
        Proc process = processes.get(key(running.id(), running.start()));
        log.add("kill " + running.id());
        if (process.alive) {
            process.die(137);
        }
    }

    @Override
    public boolean ranOutOfMemory(ContainerId id) {
        return outOfMemory.contains(id);
    }

    @Override
    public void forget(ContainerId id) {
        log.add("forget " + id);
    }

    @Override
    public Map<ContainerId, Long> memory(Collection<Running> running) {
        return Map.copyOf(memory);
    }

    @Override
    public Set<String> killStrays(Predicate<String> known) {
        Set<String> killed = new TreeSet<>(strays);
        killed.removeIf(known);
        strays.removeAll(killed);
        return killed;
    }

    @Override
    public Set<String> marked() {
        return Set.of();
    }

    @Override
    public Path directory(Path diskRoot, ContainerId id) {
        return diskRoot.resolve(id.toString());
    }

    @Override
    public void prepare(ContainerId id, Launch launch, Path directory) throws IOException {
        IOException failure = prepareFailures.poll();
        if (failure != null) {
            throw failure;
        }
        if (!records.containsKey(id)) {
            wrong(id + " is prepared before it is written down");
        }
        pulses.remove(id.toString());
        log.add("prepare " + id);
    }

    @Override
    public void found(ContainerId id, Launch launch) {
        log.add("found " + id);
    }

    @Override
    public OptionalLong pulse(Path directory) {
        Long touched = pulses.get(directory.getFileName().toString());
        return touched == null ? OptionalLong.empty() : OptionalLong.of(touched);
    }

    /** A container touches its pulse. */
    void touch(ContainerId id) {
        pulses.merge(id.toString(), 1L, Long::sum);
    }

    @Override
    public List<String> lastLines(Path directory) {
        return List.of("last words");
    }

    @Override
    public void clear(ContainerId id, Path directory) {
        log.add("clear " + id);
    }

    @Override
    public void clearLeftOvers(Predicate<String> inUse, Predicate<String> mayGo) {
        for (String application : List.of("app-1", "app-2")) {
            if (mayGo.test(application)) {
                log.add("clear all of " + application);
            }
        }
    }

    @Override
    public void rollLogs(Collection<Path> directories) {}

    @Override
    public void expireLogs(Predicate<String> inUse) {}

    @Override
    public void write(ContainerRecord record) throws IOException {
        IOException failure = writeFailures.poll();
        if (failure != null) {
            throw failure;
        }
        records.put(ContainerId.of(record.getLaunch().getContainer()), record);
    }

    @Override
    public void delete(ContainerId id) {
        records.remove(id);
    }

    @Override
    public List<ContainerRecord> read() {
        return List.copyOf(records.values());
    }

    @Override
    public void writeState(AgentState newState) throws IOException {
        IOException failure = writeFailures.poll();
        if (failure != null) {
            throw failure;
        }
        state = newState;
    }

    @Override
    public AgentState readState() {
        return state;
    }
}
