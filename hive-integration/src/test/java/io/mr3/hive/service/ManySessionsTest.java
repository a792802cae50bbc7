package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.rows.Spread;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen DAGs of four sessions, which run several statements at once each, in the two workers of one open group. */
@Tag("full")
class ManySessionsTest {
    private static final int SESSIONS = 4;
    private static final int STATEMENTS = 4;
    private static final int DAGS = SESSIONS * STATEMENTS;
    private static final int WORKERS = 2;
    private static final int SLOTS = 4;

    @TempDir
    Path temp;

    private ServerProcess server;
    private final List<Connection> sessions = new ArrayList<>();
    private final ExecutorService clients = Executors.newFixedThreadPool(DAGS);

    @BeforeEach
    void start() throws SQLException {
        Map<String, String> settings = new HashMap<>(Spread.TASK_PER_FILE);
        settings.put("mr3.local.workers", Integer.toString(WORKERS));
        settings.put("mr3.container.slots", Integer.toString(SLOTS));
        settings.put("hive.tez.container.size", "192");
        settings.put("hive.query.results.cache.enabled", "false");
        // a connection asks for one statement at a time, and the answer would otherwise come after seconds
        settings.put("hive.server2.long.polling.timeout", "50ms");
        server = ServerProcess.start(temp.resolve("data"), 640, settings);
        try (Connection session = server.connect()) {
            Numbers.make(session);
        }
    }

    @AfterEach
    void close() throws SQLException {
        clients.shutdownNow();
        for (Connection session : sessions) {
            session.close();
        }
        server.close();
    }

    @Test
    void allShareTheWorkersAndEachHasItsTurnBeforeAnyEnds() throws Exception {
        Path gate = temp.resolve("gate");
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            openSession();
        }
        for (int i = 0; i < SESSIONS; i++) {
            Connection session = sessions.get(i);
            for (int j = 0; j < STATEMENTS; j++) {
                int remainder = i * STATEMENTS + j;
                asked.add(CompletableFuture.runAsync(() -> ask(session, gate, remainder), clients));
            }
        }
        Await.until(
                () -> running().size() == DAGS
                        && server.group().getBusySlots() == WORKERS * SLOTS
                        && server.group().getWaiting() + WORKERS * SLOTS == DAGS * Spread.PARTITIONS,
                Duration.ofMinutes(3));
        List<DagReport> dags = running();
        assertEquals(
                IntStream.range(0, SESSIONS).mapToObj(i -> (long) STATEMENTS).toList(),
                dags.stream()
                        .collect(Collectors.groupingBy(DagReport::getSession, Collectors.counting()))
                        .values()
                        .stream()
                        .toList());
        Files.createFile(gate);
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();

        AttemptHistory history = AttemptHistory.read(server.data());
        assertEquals(WORKERS, history.workers().size(), "the same two workers for all that ran");
        List<AttemptChange> changes = changes(
                history,
                dags.stream()
                        .map(dag -> DagId.parse(dag.getStatus().getDagId()))
                        .collect(Collectors.toSet()));
        assertTrue(mostDagsAtOnceInOneWorker(changes) >= 3, "a worker runs several DAGs at once");
        Map<DagId, Integer> starts = new HashMap<>();
        Map<DagId, Integer> ends = new HashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            starts.putIfAbsent(changes.get(i).attempt().dag(), i);
            ends.put(changes.get(i).attempt().dag(), i);
        }
        assertEquals(DAGS, starts.size());
        assertTrue(
                latest(starts) < ends.values().stream().mapToInt(i -> i).min().orElseThrow(),
                "one DAG ended before another began: " + starts + " " + ends);
    }

    private static int latest(Map<DagId, Integer> starts) {
        return starts.values().stream().mapToInt(i -> i).max().orElseThrow();
    }

    /** Its first query opens the session at the DAGAppMaster; several first ones at once would open as many. */
    private void openSession() throws SQLException {
        Connection session = server.connect();
        sessions.add(session);
        try (Statement statement = session.createStatement()) {
            assertEquals(List.of("10"), Numbers.ask(statement, "select count(*) from small where k >= 0"));
        }
    }

    private void ask(Connection session, Path gate, int remainder) {
        IntPredicate wanted = k -> k % DAGS != remainder;
        try (Statement statement = session.createStatement()) {
            List<String> rows = Numbers.ask(
                    statement,
                    "select count(*), sum(k) from numbers where k % " + DAGS + " != " + remainder + " and "
                            + Gate.condition(gate));
            IntStream numbers = IntStream.range(0, Numbers.ROWS).filter(wanted);
            long count = IntStream.range(0, Numbers.ROWS).filter(wanted).count();
            assertEquals(List.of(count + "\t" + numbers.asLongStream().sum()), rows);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<DagReport> running() {
        return server.dags().getDagsList().stream()
                .filter(dag -> dag.getStatus().getState() == DagStateProto.DAG_RUNNING)
                .toList();
    }

    /** Those of these DAGs, each of which has ended; the log is written soon after clients have heard. */
    private static List<AttemptChange> changes(AttemptHistory history, Set<DagId> dags) {
        Await.until(() -> {
            history.update();
            return history.ended().containsAll(dags);
        });
        return history.changes().stream()
                .filter(change -> dags.contains(change.attempt().dag()))
                .toList();
    }

    private static int mostDagsAtOnceInOneWorker(List<AttemptChange> changes) {
        Map<String, Set<AttemptId>> running = new HashMap<>();
        int most = 0;
        for (AttemptChange change : changes) {
            Set<AttemptId> here = running.computeIfAbsent(change.worker(), worker -> new HashSet<>());
            if (change.isStart()) {
                here.add(change.attempt());
            } else {
                here.remove(change.attempt());
            }
            most = Math.max(
                    most, (int) here.stream().map(AttemptId::dag).distinct().count());
        }
        return most;
    }
}
