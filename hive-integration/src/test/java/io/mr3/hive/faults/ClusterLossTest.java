package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.Corpus;
import io.mr3.hive.compare.DuckDb;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of a standalone cluster are killed while a query runs on it: a worker, a node agent, the master; before, while and
 * after the first outputs are read. Rows are right each time; what only manages workers takes no work with it.
 */
class ClusterLossTest {
    @TempDir
    static Path temp;

    private static final Map<String, Undisturbed> UNDISTURBED = new HashMap<>();
    private static int trials;
    private static HiveProcess hive;
    private static ClusterProcesses cluster;
    private static AttemptHistory history;
    private static DuckDb duckDb;

    /** When it happens: what has been seen of the query's attempts. */
    private enum Moment {
        BEFORE {
            @Override
            boolean hasCome(List<AttemptChange> changes, Set<String> readers) {
                return !changes.isEmpty();
            }
        },
        DURING {
            @Override
            boolean hasCome(List<AttemptChange> changes, Set<String> readers) {
                return changes.stream().anyMatch(change -> change.isStart() && readers.contains(change.vertex()));
            }
        },
        AFTER {
            @Override
            boolean hasCome(List<AttemptChange> changes, Set<String> readers) {
                return changes.stream().anyMatch(change -> change.isSuccess() && readers.contains(change.vertex()));
            }
        };

        abstract boolean hasCome(List<AttemptChange> changes, Set<String> readers);
    }

    private enum Victim {
        WORKER,
        AGENT,
        MASTER
    }

    @BeforeAll
    static void start() {
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCH, "0.01", temp.resolve("tpch"));
        Path data = temp.resolve("data");
        hive = HiveProcess.mr3(WorkerForm.STANDALONE, data, settings());
        cluster = hive.cluster().orElseThrow();
        tables.loadIntoHive(hive, tables.names());
        history = AttemptHistory.read(data);
        duckDb = DuckDb.open();
        tables.loadIntoDuckDb(duckDb, tables.names());
    }

    @AfterAll
    static void nothingIsLeft() {
        hive.close();
        duckDb.close();
        assertEquals(List.of(), cluster.workers());
    }

    @Test
    void aKilledWorkerCostsNoRows() {
        trial(query(5), Victim.WORKER, Moment.DURING);
    }

    @Test
    void aKilledAgentCostsNoAttempt() {
        trial(query(5), Victim.AGENT, Moment.DURING);
    }

    @Test
    void aKilledMasterCostsNoAttempt() {
        trial(query(5), Victim.MASTER, Moment.DURING);
    }

    @Test
    @Tag("full")
    void whoeverIsKilledWheneverRowsAreRight() {
        for (Statement query : Corpus.tpch(3, 5, 9, 18)) {
            for (Victim victim : Victim.values()) {
                for (Moment moment : Moment.values()) {
                    trial(query, victim, moment);
                }
            }
        }
    }

    private static void trial(Statement query, Victim victim, Moment moment) {
        Undisturbed undisturbed = UNDISTURBED.computeIfAbsent(query.name(), name -> undisturbed(query));
        List<Long> before = workers();
        String dag = query.name() + " trial " + ++trials;
        String what = query.name() + ", " + victim + " killed " + moment;
        hive.run("set hive.query.name=" + dag);
        long began = System.nanoTime();
        CompletableFuture<Rows> running = hive.runAsync(query.comparable());
        Await.until(() -> running.isDone() || hasCome(moment, dag, undisturbed));
        assertFalse(running.isDone(), what + ": the query was over too early");
        long harmed = System.currentTimeMillis();
        String killed = kill(victim, dag);
        Rows rows = running.join();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        history.update();
        List<AttemptChange> ends = history.changes(dag).stream()
                .filter(change -> !change.isStart() && !change.isSuccess())
                .toList();
        System.out.println(what + " (" + killed + "): " + millis + " ms, undisturbed " + undisturbed.millis() + " ms, "
                + ends.size() + " attempts ended without success");
        assertEquals("", RowComparer.compare(undisturbed.rows(), rows).difference(), what);
        assertEquals(
                List.of(),
                ends.stream().filter(end -> end.state().equals("FAILED")).toList(),
                what);
        if (victim != Victim.WORKER) {
            assertEquals(List.of(), lost(harmed), what + ": no worker is lost");
            assertTrue(workers().containsAll(before), what + ": workers live on");
            restart(killed);
            assertEquals(
                    "",
                    RowComparer.compare(undisturbed.rows(), hive.run(query.comparable()))
                            .difference(),
                    what);
            assertTrue(workers().containsAll(before), what + ": they live on under an agent that was started again");
        }
    }

    private static boolean hasCome(Moment moment, String dag, Undisturbed undisturbed) {
        history.update();
        return history.knows(dag)
                && moment.hasCome(history.changes(dag), undisturbed.sources().keySet());
    }

    /** Those that attempts of this run were seen on and that died since, with why. */
    private static List<String> lost(long sinceMillis) {
        return history.workers().stream()
                .flatMap(worker -> history
                        .loss(worker)
                        .filter(loss -> loss.atMillis() >= sinceMillis)
                        .map(loss -> worker + ": " + loss.reason())
                        .stream())
                .toList();
    }

    private static String kill(Victim victim, String dag) {
        Set<String> busy = history.changes(dag).stream()
                .filter(AttemptChange::isStart)
                .map(AttemptChange::worker)
                .collect(Collectors.toSet());
        WorkerProcess worker = WorkerProcess.of(hive).stream()
                .filter(process -> busy.contains(process.name()))
                .findFirst()
                .orElseThrow();
        return switch (victim) {
            case WORKER -> {
                worker.kill();
                yield worker.name();
            }
            case AGENT -> {
                String agent = cluster.agents().stream()
                        .filter(name -> cluster.workers(name).contains(worker.handle()))
                        .findFirst()
                        .orElseThrow();
                cluster.kill(agent);
                yield agent;
            }
            case MASTER -> {
                cluster.kill("master");
                yield "master";
            }
        };
    }

    private static void restart(String killed) {
        if (killed.equals("master")) {
            cluster.startMaster();
        } else {
            cluster.startAgent(killed);
        }
    }

    /** Process ids of all workers; more may come, when an agent has room again. */
    private static List<Long> workers() {
        return WorkerProcess.of(hive).stream()
                .map(worker -> worker.handle().pid())
                .toList();
    }

    private static Statement query(int number) {
        return Corpus.tpch(number).get(0);
    }

    private static Undisturbed undisturbed(Statement query) {
        Undisturbed run = Undisturbed.run(hive, history, query.name(), query);
        Rows expected = duckDb.run(query.comparable());
        assertEquals("", RowComparer.compareAcrossDialects(expected, run.rows()).difference(), query.name());
        return run;
    }

    /** Many tasks in several waves, so that a query takes a while. */
    private static Map<String, String> settings() {
        return Map.of(
                "mr3.container.slots", "2",
                "tez.grouping.min-size", "1",
                "tez.grouping.max-size", "400000",
                "hive.auto.convert.join", "false",
                "mapreduce.job.reduces", "12");
    }
}
