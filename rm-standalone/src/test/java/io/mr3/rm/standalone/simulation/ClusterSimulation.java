package io.mr3.rm.standalone.simulation;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.ClusterMaster;
import io.mr3.rm.standalone.master.FirstFitScheduler;
import io.mr3.rm.standalone.master.LedgerCheck;
import io.mr3.rm.standalone.master.MasterSettings;
import io.mr3.rm.standalone.master.MemoryDisk;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rpc.Service;
import io.mr3.simulation.Misfortunes;
import io.mr3.simulation.Wire;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One cluster and its fate, as a seed says: some minutes in which agents, hosts, applications, connections and masters fail,
 * then some in which nothing does, after which everything must be in order.
 */
public final class ClusterSimulation implements Connector, Mailboxes.Owner {
    private static final Duration CALM = Duration.ofSeconds(240);
    private static final Duration QUIET = Duration.ofSeconds(100);
    private static final MasterSettings SETTINGS = MasterSettings.of(Mr3Conf.defaults());

    private final VirtualMailboxes world;
    private final Random random;
    private final Misfortunes luck;
    private final Mailbox network;
    private final Mailbox fate;
    private final Mailbox processes;
    private final MemoryDisk disk;
    private final Set<ContainerId> everStarted = new HashSet<>();
    private final Map<SimulatedHost, SimulatedAgent> agents = new LinkedHashMap<>();
    private final List<SimulatedApplication> applications = new ArrayList<>();
    private final List<Wire<?, ?>> wires = new ArrayList<>();
    private VirtualProcess masterProcess;
    private ClusterMaster master;
    private boolean calm;
    private int steps;

    private ClusterSimulation(long seed) {
        random = new Random(seed * 31 + 7);
        world = new VirtualMailboxes(seed).afterEachStep(this::check);
        luck = new Misfortunes(random, random.nextInt(60), 0);
        network = world.create("network", this);
        fate = world.create("fate", this);
        processes = world.create("processes", this);
        disk = new MemoryDisk(this::writing, luck.oneIn(2) ? 12 : 1000);
    }

    /**
     * Lives through one seed.
     *
     * @throws AssertionError naming what is not as it must be
     */
    public static void run(long seed) {
        new ClusterSimulation(seed).run();
    }

    private void run() {
        startMaster();
        int hosts = 2 + luck.below(4);
        for (int i = 0; i < hosts; i++) {
            SimulatedHost host = new SimulatedHost("host-" + i, processes, luck, everStarted, () -> !calm);
            agents.put(host, null);
            startAgent(host);
        }
        // there is less room than all want, until they are back
        for (int i = luck.below(hosts); i > 0; i--) {
            killAgent(false);
        }
        // two hosts may be avoided or quarantined; what is left must be enough for all
        int most = Math.max(1, hosts - 2);
        for (int i = luck.below(most); i < most; i++) {
            addApplication();
        }
        fate.after(luck.millis(3000), this::strike);
        world.advance(Duration.ofSeconds(30 + luck.below(240)));
        calmDown();
        world.advance(CALM);
        applications.forEach(SimulatedApplication::beQuiet);
        world.advance(QUIET);
        checkQuiescence();
        applications.stream().filter(SimulatedApplication::isAlive).forEach(SimulatedApplication::finish);
        world.advance(QUIET);
        checkEnd();
    }

    // ---- fate

    /** How long a write takes; some are slow, and the master dies while they are under way. */
    private Duration writing() {
        if (luck.strike(20)) {
            int slow = 1 + luck.below(2000);
            fate.after(luck.millis(slow), this::killMaster);
            return Duration.ofMillis(slow);
        }
        return luck.millis(luck.oneIn(5) ? 200 : 3);
    }

    private void strike() {
        if (calm) {
            return;
        }
        if (luck.strike(2)) {
            switch (luck.below(9)) {
                case 0, 1 -> killAgent(false);
                case 2 -> killAgent(true);
                case 3, 4 -> anAgent().breakOff();
                case 5 -> killMaster();
                case 6 -> anApplication().breakOff();
                case 7 ->
                    pause(luck.oneIn(2) ? anAgent().process() : anApplication().process());
                default -> replaceApplication();
            }
        }
        fate.after(luck.millis(luck.oneIn(3) ? 20_000 : 2000), this::strike);
    }

    private SimulatedAgent anAgent() {
        return List.copyOf(agents.values()).get(luck.below(agents.size()));
    }

    private SimulatedApplication anApplication() {
        return applications.get(luck.below(applications.size()));
    }

    private void killAgent(boolean reboot) {
        SimulatedHost host = List.copyOf(agents.keySet()).get(luck.below(agents.size()));
        if (!agents.get(host).process().isAlive()) {
            return;
        }
        agents.get(host).kill();
        if (reboot) {
            host.reboot();
        }
        fate.after(luck.millis(luck.oneIn(3) ? 90_000 : 3000), () -> startAgent(host));
    }

    private void startAgent(SimulatedHost host) {
        SimulatedAgent before = agents.get(host);
        if (before == null || !before.process().isAlive()) {
            agents.put(host, new SimulatedAgent(host, world, luck, this, random.nextLong()));
        }
    }

    private void replaceApplication() {
        SimulatedApplication application = anApplication();
        if (application.isAlive()) {
            application.kill();
            addApplication();
        }
    }

    private void addApplication() {
        applications.add(new SimulatedApplication("application-" + applications.size(), world, luck, this));
    }

    private void pause(VirtualProcess process) {
        process.stop();
        fate.after(luck.millis(40_000), process::resume);
    }

    private void killMaster() {
        if (!masterProcess.isAlive()) {
            return;
        }
        disk.crash(luck.below(disk.pending() + 1));
        masterProcess.kill();
        wires.forEach(Wire::masterDies);
        wires.clear();
        fate.after(luck.millis(luck.oneIn(3) ? 60_000 : 3000), this::startMaster);
    }

    private void startMaster() {
        if (masterProcess != null && masterProcess.isAlive()) {
            return;
        }
        masterProcess = world.process();
        try {
            master = ClusterMaster.start(masterProcess, SETTINGS, new FirstFitScheduler(), disk::open, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void calmDown() {
        calm = true;
        luck.end();
        startMaster();
        agents.keySet().forEach(this::startAgent);
        agents.values().forEach(agent -> agent.process().resume());
        applications.forEach(application -> application.process().resume());
        applications.forEach(SimulatedApplication::calmDown);
    }

    // ---- connections

    @Override
    public Wire<FromAgent, ToAgent> agent(Wire.FarEnd<ToAgent> far) {
        return connect(master.agents(), ToAgent.parser(), far);
    }

    @Override
    public Wire<FromApplication, ToApplication> application(Wire.FarEnd<ToApplication> far) {
        return connect(master.applications(), ToApplication.parser(), far);
    }

    private <U extends MessageLite, D extends MessageLite> Wire<U, D> connect(
            Service<U> service, Parser<D> parser, Wire.FarEnd<D> far) {
        Wire<U, D> wire = new Wire<>(network, luck, parser, far);
        if (masterProcess.isAlive()) {
            wires.add(wire);
            wire.connect(service, "peer");
        } else {
            wire.masterDies();
        }
        return wire;
    }

    // ---- what must hold

    private void check() {
        if (masterProcess != null && masterProcess.isAlive() && master != null && ++steps % 8 == 0) {
            LedgerCheck.check(master);
        }
    }

    /** All that runs is wanted and known, all that is wanted runs. */
    private void checkQuiescence() {
        Map<String, SimulatedApplication> living = new LinkedHashMap<>();
        applications.stream()
                .filter(SimulatedApplication::isAlive)
                .forEach(application -> living.put(application.id(), application));
        Set<ContainerId> running = new HashSet<>();
        for (SimulatedHost host : agents.keySet()) {
            for (SimulatedContainer container : host.containers.values()) {
                ContainerId id = ContainerId.of(container.name);
                SimulatedApplication owner = living.get(id.application());
                require(container.runs(), id + " is left on " + host.name + ": " + container.report());
                require(LedgerCheck.isRunning(master, id, host.name), id + " runs on " + host.name + ", unknown");
                require(owner != null, id + " runs on " + host.name + " and its application is gone");
                require(
                        owner.workers().get(id.worker()) == SimulatedApplication.State.STARTED,
                        id + " runs on " + host.name + ", and is "
                                + owner.workers().get(id.worker()));
                running.add(id);
            }
        }
        living.forEach((id, application) -> application.workers().forEach((worker, state) -> {
            boolean open = state == SimulatedApplication.State.PENDING || state == SimulatedApplication.State.RELEASED;
            require(
                    !open,
                    id + ": worker " + worker + " is still " + state + ": "
                            + master.view().get().nodes());
            require(
                    state != SimulatedApplication.State.STARTED || running.contains(new ContainerId(id, worker)),
                    id + ": worker " + worker + " has started and runs nowhere");
        }));
        LedgerCheck.checkReplay(master, disk.records());
    }

    private void checkEnd() {
        for (SimulatedApplication application : applications) {
            require(!application.isAlive() || application.hasFinished(), application.id() + " can't finish");
        }
        for (SimulatedHost host : agents.keySet()) {
            require(host.containers.isEmpty(), host.name + " has " + host.containers.keySet() + " left");
        }
        LedgerCheck.checkEmpty(master);
        LedgerCheck.checkReplay(master, disk.records());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void endOfTurn() {}

    @Override
    public void failed(Throwable cause) {}
}
