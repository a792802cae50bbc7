package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.Corpus;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.Statement;
import io.mr3.hive.compare.TpcBenchmark;
import io.mr3.hive.compare.TpcTables;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.rm.standalone.testkit.ClusterProcesses;
import io.mr3.rm.standalone.testkit.TestHosts;
import io.mr3.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone cluster of hosts with networks of their own: one that is cut off for a moment loses nothing, one that is cut off for
 * long is given up and its worker ends by itself, a slow link is only slow. Rows are right each time.
 */
@Tag("full")
class ClusterNetworkTest {
    private static final int TESTS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    static Path temp;

    private static final Statement QUERY = Corpus.tpch(5).get(0);
    private static TestHosts hosts;
    private static ClusterProcesses cluster;
    private static HiveProcess hive;
    private static AttemptHistory history;
    private static Undisturbed undisturbed;
    private static int trials;

    @BeforeAll
    static void start() {
        if (!TestHosts.arePermitted()) {
            System.out.println("SKIPPED " + TESTS);
            Assumptions.abort("this process may not make network namespaces");
        }
        System.out.println("SKIPPED 0");
        hosts = TestHosts.make(2);
        cluster = ClusterProcesses.start(
                temp.resolve("cluster"),
                hosts.address(),
                hosts.hosts().stream().map(TestHosts.Host::place).toList(),
                WorkerForm.AGENT);
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCH, "0.01", temp.resolve("tpch"));
        Path data = temp.resolve("data");
        hive = HiveProcess.onCluster(cluster, data, settings());
        tables.loadIntoHive(hive, tables.names());
        history = AttemptHistory.read(data);
        undisturbed = Undisturbed.run(hive, history, QUERY.name(), QUERY);
        // so that every host has a worker
        Await.until(() -> hosts.hosts().stream().noneMatch(host -> workerOn(host) == null));
    }

    @AfterAll
    static void stop() {
        if (hive != null) {
            hive.close();
        } else if (cluster != null) {
            cluster.close();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void aShortPartitionLosesNothing() {
        String dag = trial("a partition of 5 s", host -> {
            hosts.cut(host);
            pause(Duration.ofSeconds(5));
            hosts.mend(host);
        });
        assertEquals(List.of(), unsuccessful(dag));
    }

    @Test
    void aLongPartitionCostsAWorker() {
        longCut("a partition", TestHosts::cut, TestHosts::mend);
    }

    @Test
    void aPartitionInOneDirectionCostsAWorker() {
        longCut("a partition in one direction", TestHosts::cutOneWay, TestHosts::mendOneWay);
    }

    @Test
    void aSlowLinkIsOnlySlow() {
        TestHosts.Host slow = hosts.hosts().get(1);
        hosts.slowDown(slow, "4mbit");
        try {
            String dag = trial("a slow link", host -> {});
            assertEquals(List.of(), unsuccessful(dag));
        } finally {
            hosts.speedUp(slow);
        }
    }

    private interface Change {
        void of(TestHosts hosts, TestHosts.Host host);
    }

    private static void longCut(String what, Change cut, Change mend) {
        ProcessHandle[] worker = new ProcessHandle[1];
        String dag = trial(what + " of " + TIMEOUT.multipliedBy(2), host -> {
            worker[0] = workerOn(host);
            cut.of(hosts, host);
            pause(TIMEOUT.multipliedBy(2));
            mend.of(hosts, host);
        });
        history.update();
        assertFalse(unsuccessful(dag).isEmpty(), "attempts of the lost worker are killed");
        Await.until(() -> !worker[0].isAlive(), TIMEOUT.multipliedBy(3));
        // the agent comes back, and its host is used again
        assertEquals(
                "",
                RowComparer.compare(undisturbed.rows(), hive.run(QUERY.comparable()))
                        .difference());
    }

    /** Does something to a host while attempts of the query read on it. */
    private static String trial(String what, Consumer<TestHosts.Host> harm) {
        TestHosts.Host host = hosts.hosts().get(0);
        hive.run("set hive.query.name=undisturbed");
        // a worker there may only just have come
        Await.until(() -> {
            hive.run(QUERY.comparable());
            return workerOn(host) != null;
        });
        String dag = "network trial " + ++trials;
        hive.run("set hive.query.name=" + dag);
        long began = System.nanoTime();
        CompletableFuture<Rows> running = hive.runAsync(QUERY.comparable());
        Await.until(() -> running.isDone() || reads(dag, host));
        assertFalse(running.isDone(), what + ": the query was over too early");
        harm.accept(host);
        Rows rows = running.join();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        history.update();
        System.out.println(what + ": " + millis + " ms, undisturbed " + undisturbed.millis() + " ms, "
                + unsuccessful(dag).size() + " attempts ended without success");
        assertEquals("", RowComparer.compare(undisturbed.rows(), rows).difference(), what);
        assertTrue(
                unsuccessful(dag).stream().noneMatch(end -> end.startsWith("FAILED")), what + ": nobody is to blame");
        return dag;
    }

    /** Whether an attempt that reads outputs of others runs there now. */
    private static boolean reads(String dag, TestHosts.Host host) {
        history.update();
        if (!history.knows(dag)) {
            return false;
        }
        Set<String> readers = undisturbed.sources().keySet();
        Set<AttemptId> running = new HashSet<>();
        for (AttemptChange change : history.changes(dag)) {
            if (!change.isStart()) {
                running.remove(change.attempt());
            } else if (readers.contains(change.vertex()) && isOn(host, change.worker())) {
                running.add(change.attempt());
            }
        }
        return !running.isEmpty();
    }

    private static boolean isOn(TestHosts.Host host, String worker) {
        String agent = cluster.agents().get(hosts.hosts().indexOf(host));
        return WorkerProcess.of(hive).stream()
                .anyMatch(process ->
                        process.name().equals(worker) && cluster.workers(agent).contains(process.handle()));
    }

    private static List<String> unsuccessful(String dag) {
        return history.changes(dag).stream()
                .filter(change -> !change.isStart() && !change.isSuccess())
                .map(change -> change.state() + " " + change.attempt() + ": " + change.diagnostics())
                .toList();
    }

    private static ProcessHandle workerOn(TestHosts.Host host) {
        String agent = cluster.agents().get(hosts.hosts().indexOf(host));
        return WorkerProcess.of(hive).stream()
                .map(WorkerProcess::handle)
                .filter(cluster.workers(agent)::contains)
                .findFirst()
                .orElse(null);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static Map<String, String> settings() {
        return Map.of(
                "mr3.am.bind-host", hosts.address(),
                "mr3.shuffle.bind-host", "0.0.0.0",
                "mr3.heartbeat.container.timeout.ms", Long.toString(TIMEOUT.toMillis()),
                "mr3.container.slots", "2",
                "tez.grouping.min-size", "1",
                "tez.grouping.max-size", "400000",
                "hive.auto.convert.join", "false",
                "mapreduce.job.reduces", "12");
    }
}
