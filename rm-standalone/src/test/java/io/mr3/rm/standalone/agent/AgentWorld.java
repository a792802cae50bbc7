package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskState;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.StopContainer;
import io.mr3.rm.standalone.proto.Usage;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One agent at a time on a host, its master, and a virtual clock. */
final class AgentWorld {
    static final Path DISK = Path.of("/disk");
    static final ContainerId C1 = new ContainerId("app-1", 1);
    static final ContainerId C2 = new ContainerId("app-1", 2);

    final VirtualMailboxes mailboxes;
    final ScriptedMaster master = new ScriptedMaster();
    final FakeHost host = new FakeHost();
    final List<String> ends = new ArrayList<>();
    final Map<Path, HealthReport> health = new HashMap<>();
    final long seed;
    int welcomes;
    int launches = 4;
    List<Path> programs = List.of();
    List<Path> disks = List.of(DISK);
    Duration hangTimeout = Duration.ofMinutes(10);
    DiskMark lastMark = new DiskMark(0, 256);
    /** Of the host, as it is measured. */
    Usage usage = Usage.getDefaultInstance();

    /** Containers of which a working directory is left. */
    List<ContainerId> left = List.of();

    VirtualProcess process;
    NodeAgent agent;
    private int incarnations;

    AgentWorld(long seed) {
        this.seed = seed;
        this.mailboxes = new VirtualMailboxes(seed);
        master.welcome.addKnownApplications("app-1");
        master.hears = host::heard;
    }

    /** A world with an agent that is registered. */
    static AgentWorld registered(long seed) {
        AgentWorld world = new AgentWorld(seed);
        world.start();
        world.settle();
        return world;
    }

    void start() {
        process = mailboxes.process();
        agent = new NodeAgent(
                process,
                settings(),
                new AgentIdentity(++incarnations, host.boot, "localhost:1", "test"),
                host.readState(),
                new AgentTools(
                        host,
                        host,
                        host,
                        host::check,
                        program -> health.getOrDefault(program, HealthReport.NOTHING),
                        () -> usage,
                        master),
                new Random(seed),
                new AgentHost() {
                    @Override
                    public void welcomed() {
                        welcomes++;
                    }

                    @Override
                    public void end(int exitCode, String line) {
                        ends.add(exitCode + " " + line);
                    }
                });
        Map<Path, DiskState> found = new HashMap<>();
        disks.forEach(disk -> found.put(disk, host.check(disk)));
        agent.start(new Heritage(host.read(), left), found);
    }

    private AgentSettings settings() {
        return new AgentSettings(
                "node-1",
                "localhost",
                "127.0.0.1",
                0,
                "localhost:1",
                Path.of("/secret"),
                DISK,
                disks,
                Path.of("/log"),
                amount(4096, 4),
                "rack-1",
                Map.of("colour", "blue"),
                "",
                ProcessBounds.NONE,
                launches,
                true,
                false,
                hangTimeout,
                0,
                new LogLimits(1, 1, Duration.ZERO, 0),
                new DiskLimits(new DiskMark(90, 512), lastMark, Duration.ofSeconds(30)),
                new HealthSettings(programs, Duration.ofSeconds(60), Duration.ofSeconds(20), false));
    }

    /** The agent is killed; its containers are not. */
    void kill() {
        process.kill();
        host.orphan();
        if (master.link != null) {
            master.link.cut("the agent is gone");
        }
    }

    void settle() {
        mailboxes.settle();
        check();
    }

    private void check() {
        if (!host.broken.isEmpty()) {
            throw new AssertionError("with seed " + seed + ": " + host.broken);
        }
    }

    void advance(long milliseconds) {
        mailboxes.advance(Duration.ofMillis(milliseconds));
        check();
    }

    static Amount amount(int memoryMb, int cores) {
        return Amount.newBuilder().setMemoryMb(memoryMb).setCores(cores).build();
    }

    static Launch launch(ContainerId id, int memoryMb, int attempts) {
        return Launch.newBuilder()
                .setContainer(id.toMessage())
                .setAmount(amount(memoryMb, 1))
                .setCommand(Command.newBuilder().addArguments("worker").setAttempts(attempts))
                .build();
    }

    static AgentOrder.Builder launching(ContainerId id) {
        return AgentOrder.newBuilder().setLaunch(launch(id, 1024, 1));
    }

    static AgentOrder.Builder stopping(ContainerId id, int graceMs) {
        return AgentOrder.newBuilder()
                .setStop(StopContainer.newBuilder().setContainer(id.toMessage()).setGraceMs(graceMs));
    }

    /** What the master was told of it last. */
    ContainerReport report(ContainerId id) {
        return master.last(id).orElseThrow(() -> new AssertionError("the master has not heard of " + id));
    }

    ContainerPhase phase(ContainerId id) {
        return report(id).getPhase();
    }

    ContainerEnd.Cause cause(ContainerId id) {
        return report(id).getEnd().getCause();
    }

    /** The container is launched and runs. */
    FakeHost.Proc run(ContainerId id) {
        master.order(launching(id));
        settle();
        return host.running(id);
    }
}
