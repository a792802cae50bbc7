package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.StatementFailed;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.hive.rows.Spread;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A function of a user's that throws, ends or crashes the JVM, exhausts the heap or never returns, in workers that run
 * queries of another session at the same time: its own query fails and says why, the other's rows are right.
 */
class MisbehavingFunctionTest {
    private static final int ATTEMPTS = 2;

    /** Time in which some workers start, one after the other. */
    private static final Duration SEVERAL_WORKERS = Duration.ofMinutes(3);

    /** Workers that a task may lose before it has to run alone. */
    private static final int LOSSES_IN_COMPANY = 2;

    /** Where a failure happened: vertex, task, attempt, worker and its log. */
    private static final Pattern PLACE =
            Pattern.compile("Vertex Map 1 \\(vertex_\\w+\\) failed: task task_\\w+ failed, " + ATTEMPTS
                    + " of its attempts did," + " at last attempt_\\w+ on worker-\\d+@localhost \\(log: (\\S+)\\)");

    /** What the JVM printed of its end names a file that says more. */
    private static final Pattern CRASH_REPORT =
            Pattern.compile("SIGSEGV .*# An error report file [^/]*(/\\S+-crash\\.log)\n", Pattern.DOTALL);

    @TempDir
    static Path temp;

    private static HiveProcess hive;
    private static HiveProcess.Session bad;
    private static HiveProcess.Session good;
    private static AttemptHistory history;
    private static final List<String> GOOD_QUERIES = new ArrayList<>();
    private static int queries;

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> settings = new HashMap<>(Spread.TASK_PER_FILE);
        settings.put("mr3.container.kill.grace.ms", "1000");
        settings.put("mr3.am.task.max.failed.attempts", Integer.toString(ATTEMPTS));
        Path data = temp.resolve("data");
        hive = HiveProcess.mr3(WorkerForm.TWO_PROCESSES, data, settings);
        Spread.load(hive, temp.resolve("numbers"));
        history = AttemptHistory.read(data);
        Path jar = Misbehaving.jar(temp.resolve("jar"));
        bad = session("bad", jar);
        good = session("good", jar);
    }

    /** Sessions with equal files share workers. */
    private static HiveProcess.Session session(String name, Path jar) {
        HiveProcess.Session session = hive.openSession(name);
        Misbehaving.add(jar, session);
        return session;
    }

    @AfterAll
    static void nothingIsLeft() {
        WorkerProcess.closeWithAll(hive);
    }

    @Test
    void oneThatThrowsCostsNoWorker() {
        runGoodQuery();
        List<WorkerProcess> before = WorkerProcess.of(hive);
        assertFailure(". java.lang.IllegalStateException: cannot count as far as 100000", "throws");
        assertEquals(Set.copyOf(before), Set.copyOf(WorkerProcess.of(hive)));
        assertGoodQueriesDidNotFail();
    }

    @Test
    void oneThatEndsTheJvmCostsItsWorker() {
        assertFailure(". System.exit was called, which ends the worker", "exits");
        assertTrue(lostWorkers("exits").size() >= ATTEMPTS, "it was tried elsewhere");
        assertGoodQueriesDidNotFail();
    }

    /**
     * Nobody can tell whose attempt ended a worker before one of them runs alone; neighbours run again, uncounted. One of
     * them goes on beside the crashes that follow, so that its query ends when they are over.
     */
    @Test
    @Tag("full")
    void oneThatCrashesInNativeCodeCostsItsWorker() throws IOException {
        GOOD_QUERIES.clear();
        GOOD_QUERIES.add("beside crashes");
        Path inCompany = temp.resolve("crashed in company");
        Path over = temp.resolve("crashed for the last time");
        good.run("set hive.query.name=beside crashes");
        // a consumer that waits would keep a worker from being empty
        good.run("set tez.shuffle-vertex-manager.min-src-fraction=1.0");
        good.run("set tez.shuffle-vertex-manager.max-src-fraction=1.0");
        CompletableFuture<Rows> neighbours =
                good.runAsync("select count(misbehave(if(p = 0, '" + over + "', '" + inCompany + "'), k)) from spread");
        Await.until(() -> running("beside crashes") == Spread.PARTITIONS);
        CompletableFuture<Rows> running = start("crashes");
        Await.until(() -> lostWorkers("crashes").size() == LOSSES_IN_COMPANY, SEVERAL_WORKERS);
        Set<String> lostInCompany = lostWorkers("crashes");
        Files.createFile(inCompany);
        Await.until(running::isDone, SEVERAL_WORKERS);
        Files.createFile(over);
        assertEquals(
                List.of(List.of(BigDecimal.valueOf(Spread.NUMBERS))),
                neighbours.join().rows());
        assertFalse(Collections.disjoint(lostInCompany, lostWorkers("beside crashes")), "neighbours were lost with it");
        String message = assertFailure(": ended by signal 6 (SIGABRT: the JVM gave up)", running);
        Matcher report = CRASH_REPORT.matcher(message);
        assertTrue(report.find(), message);
        assertTrue(Files.exists(Path.of(report.group(1))), message);
        assertGoodQueriesDidNotFail();
    }

    /** Neighbours may run out of memory as well; they run again. */
    @Test
    @Tag("full")
    void oneThatExhaustsTheHeapCostsItsWorker() {
        assertFailure(". java.lang.OutOfMemoryError: Java heap space", "exhausts");
        assertTrue(lostWorkers("exhausts").size() >= ATTEMPTS, "it was tried elsewhere");
    }

    @Test
    void oneThatNeverReturnsIsCancelledAndCostsItsWorker() {
        CompletableFuture<Rows> running = start("loops");
        Await.until(() -> {
            history.update();
            return history.knows("loops")
                    && history.changes("loops").stream()
                                    .filter(AttemptChange::isSuccess)
                                    .count()
                            == Spread.PARTITIONS - 1;
        });
        runGoodQuery();
        bad.cancel();
        assertThrows(CompletionException.class, running::join);
        Await.until(() -> lostWorkers("loops").size() == 1);
        Await.until(() -> WorkerProcess.of(hive).stream()
                .noneMatch(worker -> lostWorkers("loops").contains(worker.name())));
        runGoodQuery();
        assertGoodQueriesDidNotFail();
    }

    private static void assertFailure(String cause, String way) {
        GOOD_QUERIES.clear();
        assertFailure(cause, start(way));
    }

    /** Returns the message. */
    private static String assertFailure(String cause, CompletableFuture<Rows> running) {
        do {
            runGoodQuery();
        } while (!running.isDone());
        CompletionException failed = assertThrows(CompletionException.class, running::join);
        assertEquals(StatementFailed.class, failed.getCause().getClass());
        String message = failed.getCause().getMessage();
        assertTrue(message.lines().findFirst().orElse("").endsWith(cause), message);
        Matcher place = PLACE.matcher(message);
        assertTrue(place.find(), message);
        assertTrue(Files.exists(Path.of(place.group(1))), message);
        runGoodQuery();
        return message;
    }

    /** Attempts of a DAG that run now. */
    private static long running(String dag) {
        history.update();
        return history.knows(dag)
                ? history.changes(dag).stream()
                        .mapToLong(change -> change.isStart() ? 1 : -1)
                        .sum()
                : 0;
    }

    private static CompletableFuture<Rows> start(String way) {
        bad.run("set hive.query.name=" + way);
        return bad.runAsync(Misbehaving.query(way));
    }

    private static void runGoodQuery() {
        String name = "good " + ++queries;
        GOOD_QUERIES.add(name);
        good.run("set hive.query.name=" + name);
        Rows rows = good.run(Spread.QUERY);
        assertTrue(Spread.isTruth(rows), () -> rows.rows().toString());
    }

    /** Workers that are gone and ran an attempt which did not succeed. */
    private static Set<String> lostWorkers(String dag) {
        history.update();
        if (!history.knows(dag)) {
            return Set.of();
        }
        return history.changes(dag).stream()
                .filter(change -> !change.isStart() && !change.isSuccess())
                .map(AttemptChange::worker)
                .filter(worker -> history.loss(worker).isPresent())
                .collect(Collectors.toSet());
    }

    private static void assertGoodQueriesDidNotFail() {
        history.update();
        for (String query : GOOD_QUERIES) {
            assertEquals(
                    List.of(),
                    history.changes(query).stream()
                            .filter(change -> change.state().equals("FAILED"))
                            .toList());
        }
    }
}
