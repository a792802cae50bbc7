package io.mr3.rm.standalone.master;

import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.testkit.VirtualProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A master on virtual time, whose agents and applications are the test. */
final class TestCluster {
    final VirtualMailboxes world = new VirtualMailboxes(1).afterEachStep(this::check);
    /** Until a record is on the disk; a very long time means never. */
    Duration diskDelay = Duration.ZERO;

    final MemoryDisk disk = new MemoryDisk(() -> diskDelay, 1000);
    /** What was audited. */
    final List<String> audit = new ArrayList<>();
    /** Queues of the next master. */
    Set<String> queues = Set.of("default");
    /** Names of nodes that offer less than they did, and may have more than that booked. */
    final Set<String> shrunk = new HashSet<>();

    FirstFitScheduler scheduler;
    ClusterMaster master;
    private final Map<String, String> settings = new HashMap<>();
    private VirtualProcess process;
    private int starts;

    TestCluster set(String key, String value) {
        settings.put(MasterKeys.BEATS_PER_SECOND.name().replace("beats-per-second", key), value);
        return this;
    }

    TestCluster allow(String nodes) {
        settings.put(MasterKeys.NODES_ALLOWED.name(), nodes);
        return this;
    }

    TestCluster start() {
        process = world.process();
        scheduler = new FirstFitScheduler();
        scheduler.queues = queues;
        try {
            master = ClusterMaster.start(
                    process,
                    MasterSettings.of(Mr3Conf.of(settings)),
                    scheduler,
                    disk::open,
                    new Random(++starts),
                    new AuditLog(audit::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.settle();
        return this;
    }

    /** kill -9, and a start anew: of what was not durable, the first {@code kept} records are there. */
    void restart(int kept) {
        disk.crash(kept);
        process.kill();
        diskDelay = Duration.ZERO;
        start();
    }

    void restart() {
        restart(0);
    }

    TestAgent agent(String name) {
        return new TestAgent(this, name);
    }

    TestApplication application() {
        return new TestApplication(this);
    }

    void pass(Duration time) {
        world.advance(time);
    }

    void seconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    /** Seconds go by, and these agents beat in each. */
    void beating(int seconds, TestAgent... agents) {
        for (int i = 0; i < seconds; i++) {
            seconds(1);
            for (TestAgent agent : agents) {
                agent.beat();
            }
        }
    }

    ClusterView view() {
        world.settle();
        return master.turns().parts().views().publish();
    }

    NodeView node(String name) {
        return view().nodes().stream()
                .filter(node -> node.node().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node " + name));
    }

    String state(String node) {
        return node(node).state();
    }

    private void check() {
        if (master != null && master.turns().context() != null) {
            LedgerCheck.check(master, shrunk);
        }
    }
}
