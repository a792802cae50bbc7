package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.Corpus;
import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.Statement;
import io.mr3.hive.compare.TpcBenchmark;
import io.mr3.hive.compare.TpcTables;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.rm.standalone.testkit.ClusterProcesses;
import io.mr3.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes come and go while queries run: all are replaced one after the other, or none is left for a while. */
@Tag("full")
class ClusterScalingTest {
    @TempDir
    static Path temp;

    private static final Statement QUERY = Corpus.tpch(3).get(0);
    private static ClusterProcesses cluster;
    private static HiveProcess hive;
    private static AttemptHistory history;
    private static Rows expected;

    @BeforeAll
    static void start() {
        cluster = ClusterProcesses.start(temp.resolve("cluster"), 2, WorkerForm.AGENT);
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCH, "0.01", temp.resolve("tpch"));
        Path data = temp.resolve("data");
        hive = HiveProcess.onCluster(cluster, data, settings());
        tables.loadIntoHive(hive, tables.names());
        history = AttemptHistory.read(data);
        expected = hive.run(QUERY.comparable());
    }

    @AfterAll
    static void stop() {
        hive.close();
        assertEquals(List.of(), cluster.workers());
    }

    @Test
    void allNodesAreReplacedWithoutAnAttemptThatIsLost() {
        List<String> old = cluster.agents();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Integer>> sessions = Stream.of("one", "other")
                .map(hive::openSession)
                .map(session -> CompletableFuture.supplyAsync(() -> queryUntil(over, session)))
                .toList();
        Await.until(() -> !cluster.workers(old.get(0)).isEmpty()
                || !cluster.workers(old.get(1)).isEmpty());
        for (String agent : old) {
            cluster.addAgent();
            cluster.command("decommission", agent);
            Await.until(() -> sessions.stream().anyMatch(CompletableFuture::isDone)
                    || cluster.workers(agent).isEmpty());
            cluster.kill(agent);
        }
        over.set(true);
        int queries = sessions.stream().mapToInt(CompletableFuture::join).sum();
        System.out.println(queries + " queries while all nodes were replaced");
        assertTrue(queries >= 2, "queries ran meanwhile");
        assertTrue(old.stream().allMatch(agent -> cluster.workers(agent).isEmpty()));
        assertFalse(cluster.workers().isEmpty());
        history.update();
        assertEquals(
                List.of(),
                history.changes().stream()
                        .filter(change -> !change.isStart() && !change.isSuccess())
                        .map(AttemptChange::diagnostics)
                        .toList());
    }

    @Test
    void withoutAnyNodeAQueryWaitsUntilThereIsOneAgain() {
        List<String> all = cluster.agents();
        all.forEach(agent -> cluster.command("decommission", agent, "--deadline", "0"));
        Await.until(() -> cluster.workers().isEmpty());
        hive.run("set hive.query.name=waits");
        CompletableFuture<Rows> running = hive.runAsync(QUERY.comparable());
        Await.until(() -> {
            history.update();
            return running.isDone() || history.knows("waits");
        });
        assertFalse(running.isDone());
        all.forEach(agent -> cluster.command("recommission", agent));
        compare(running.join());
    }

    private static int queryUntil(AtomicBoolean over, Engine session) {
        int queries = 0;
        while (!over.get()) {
            compare(session.run(QUERY.comparable()));
            queries++;
        }
        return queries;
    }

    private static void compare(Rows rows) {
        assertEquals("", RowComparer.compare(expected, rows).difference());
    }

    /** Many tasks in several waves, so that a query takes a while. */
    private static Map<String, String> settings() {
        return Map.of(
                "mr3.container.slots", "2",
                "tez.grouping.min-size", "1",
                "tez.grouping.max-size", "400000",
                "hive.auto.convert.join", "false",
                "mapreduce.job.reduces", "6");
    }
}
