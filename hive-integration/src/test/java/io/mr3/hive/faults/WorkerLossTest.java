package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.mr3.testkit.Await;
import io.mr3.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker that is lost while others read what it has made costs time, never rows: what it held is made again elsewhere,
 * and the worker is replaced. A worker that stands still is lost too, and has no say when it wakes up.
 */
class WorkerLossTest {
    private static final long EXTRA_MILLIS = 10_000;
    private static final int SEEDS = 20;

    @TempDir
    static Path temp;

    private static final List<WorkerProcess> SEEN = new ArrayList<>();
    private static final List<Statement> QUERIES = Corpus.tpch(3, 5, 9, 13, 18, 21);
    private static final Map<Record, Undisturbed> UNDISTURBED = new HashMap<>();
    private static final Statement GROUPS =
            Statement.of("groups", "select l_orderkey, count(*), sum(l_quantity) from lineitem group by l_orderkey");
    private static Path data;
    private static DuckDb duckDb;
    private static HiveProcess hive;
    private static AttemptHistory history;

    @BeforeAll
    static void start() {
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCH, "0.01", temp.resolve("tpch"));
        data = temp.resolve("data");
        hive = HiveProcess.mr3(WorkerForm.TWO_PROCESSES, data, settings());
        tables.loadIntoHive(hive, tables.names());
        history = AttemptHistory.read(data);
        duckDb = DuckDb.open();
        tables.loadIntoDuckDb(duckDb, tables.names());
    }

    @AfterAll
    static void nothingIsLeft() {
        SEEN.addAll(WorkerProcess.of(hive));
        hive.close();
        duckDb.close();
        Await.until(() -> SEEN.stream().noneMatch(WorkerProcess::isAlive));
    }

    @Test
    void aKilledWorkerCostsNoRows() {
        kill(1);
    }

    @Test
    void aWorkerThatStandsStillIsFenced() {
        suspend(1);
    }

    /** Hive deals out rows of groups that may be skewed by random numbers: an output made again has other rows in it. */
    @Test
    void rowsThatAreDealtOutByLuckAreNotMixed() {
        hive.run("set hive.groupby.skewindata=true");
        try {
            assertTrue(
                    hive.run("explain " + GROUPS.sql()).lines().stream().anyMatch(line -> line.contains("rand()")),
                    "rows are dealt out at random");
            assertTrue(startedOver() > 0, "readers of what was lost start over");
        } finally {
            hive.run("set hive.groupby.skewindata=false");
        }
    }

    @Test
    void readersOfWhatComesOutTheSameGoOn() {
        assertEquals(0, startedOver());
    }

    /**
     * In a query that loses a worker: how many attempts that ran elsewhere were killed since rows that they had read come out
     * differently, and how many tasks that had succeeded elsewhere ran again.
     */
    private static long startedOver() {
        Undisturbed run = Undisturbed.run(hive, history, GROUPS.name(), GROUPS);
        Rows expected = duckDb.run(GROUPS.sql());
        assertEquals("", RowComparer.compareAcrossDialects(expected, run.rows()).difference());
        Undisturbed firstReducers = run.readingIn("Reducer 2");
        LossTrial trial =
                new LossTrial(hive, history, random -> firstReducers, WorkerProcess::kill, killed -> {}, EXTRA_MILLIS);
        LossTrial.Outcome outcome = trial.run(1);
        history.update();
        long killed = history.changes(outcome.dag()).stream()
                .filter(change -> change.diagnostics().contains("comes out differently when it is made again"))
                .count();
        long again = trial.ranAgain(
                        outcome, worker -> !worker.equals(outcome.worker().name()))
                .size();
        return killed + again;
    }

    @Test
    @Tag("full")
    void killedWorkersCostNoRows() {
        kill(SEEDS);
    }

    @Test
    @Tag("full")
    void workersThatStandStillAreFenced() {
        suspend(SEEDS);
    }

    private static void kill(int seeds) {
        LossTrial trial =
                new LossTrial(hive, history, WorkerLossTest::choose, WorkerProcess::kill, killed -> {}, EXTRA_MILLIS);
        Seeds.each(seeds, seed -> {
            LossTrial.Outcome outcome = trial.run(seed);
            Await.until(() -> !outcome.worker().isAlive());
            assertNothingHeardAfter(outcome, "killed by signal 9");
        });
    }

    private static void suspend(int seeds) {
        LossTrial trial = new LossTrial(
                hive, history, WorkerLossTest::choose, WorkerProcess::suspend, WorkerProcess::resume, EXTRA_MILLIS);
        Seeds.each(seeds, seed -> {
            LossTrial.Outcome outcome = trial.run(seed);
            Await.until(() -> !outcome.worker().isAlive());
            assertNothingHeardAfter(outcome, "no sign of life for 2 s");
            assertTrue(log(outcome.worker()).contains(outcome.worker().name() + " ends: "), "it ended by itself");
        });
    }

    /** A query whose joins shuffle or broadcast, with the rows of another database. */
    private static Undisturbed choose(Random random) {
        record Choice(Statement query, boolean broadcasts) {}
        Choice choice = new Choice(QUERIES.get(random.nextInt(QUERIES.size())), random.nextBoolean());
        hive.run("set hive.auto.convert.join=" + choice.broadcasts);
        return UNDISTURBED.computeIfAbsent(choice, chosen -> {
            Statement query = choice.query;
            String name = query.name() + (choice.broadcasts ? " with broadcasts" : "");
            Undisturbed run = Undisturbed.run(hive, history, name, query);
            Rows expected = duckDb.run(query.comparable());
            assertEquals(
                    "", RowComparer.compareAcrossDialects(expected, run.rows()).difference(), name);
            return run;
        });
    }

    /** Attempts that ran on the worker were killed by its loss, none of them ended in any other way. */
    private static void assertNothingHeardAfter(LossTrial.Outcome outcome, String reason) {
        history.update();
        List<AttemptChange> ends = history.changes(outcome.dag()).stream()
                .filter(change -> !change.isStart()
                        && change.worker().equals(outcome.worker().name())
                        && change.diagnostics().contains(outcome.worker().name() + "@"))
                .toList();
        ends.forEach(end -> {
            assertEquals("KILLED", end.state(), end::toString);
            assertTrue(end.diagnostics().contains(reason), end::toString);
        });
    }

    private static String log(WorkerProcess worker) {
        String prefix = worker.name() + "-of-";
        try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
            Path log = logs.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Many tasks in several waves, so that outputs are needed for a while. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("mr3.container.slots", "2");
        settings.put("mr3.heartbeat.container.timeout.ms", "2000");
        settings.put("mr3.worker.heartbeat.interval.ms", "200");
        settings.put("tez.grouping.min-size", "1");
        settings.put("tez.grouping.max-size", "400000");
        settings.put("mapreduce.job.reduces", "12");
        return settings;
    }
}
