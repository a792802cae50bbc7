package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.service.Numbers.Question;
import io.mr3.hive.service.ServiceProcess.Outcome;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hive.jdbc.HiveStatement;
import org.apache.thrift.transport.TTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * HiveServer2 with two worker processes under it, as JDBC clients see it. One server for all tests: what each of them has
 * opened is closed when it ends, which the tests of sessions look at.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HiveServer2Test {
    private static final int SESSIONS = 8;
    private static final int QUERIES_PER_SESSION = 5;
    /** Hive takes none below, and looks as often. */
    private static final Duration LOOK_AT_IDLE_SESSIONS = Duration.ofSeconds(3);

    private static final Duration IDLE = Duration.ofSeconds(10);
    /** Pairs of numbers: minutes of work for one attempt. */
    private static final String ENDLESS =
            "select count(*) from numbers a, numbers b, small c where hash(a.s, b.s, c.name) = 7";

    /** None is there without a session; the token that Tez's client shows at our endpoint is one of these. */
    private static final List<String> OF_A_SESSION = List.of(
            "io.mr3.tez.client.Application",
            "io.mr3.tez.client.SessionEndpoint",
            "io.mr3.client.RpcSession",
            "org.apache.hadoop.security.token.Token");

    @TempDir
    static Path temp;

    private static ServerProcess server;
    private static ProcessProbe probe;
    private static Set<Integer> portsAtStart;

    @BeforeAll
    static void start() throws SQLException {
        Map<String, String> settings = new HashMap<>();
        settings.put("mr3.local.workers", "2");
        settings.put("mr3.container.slots", "3");
        settings.put("hive.tez.container.size", "192");
        settings.put("hive.auto.convert.join.noconditionaltask.size", "20000000");
        settings.put("hive.query.results.cache.enabled", "false");
        settings.put("hive.server2.session.check.interval", LOOK_AT_IDLE_SESSIONS.toMillis() + "ms");
        settings.put("hive.server2.idle.session.timeout", IDLE.toMillis() + "ms");
        server = ServerProcess.start(temp.resolve("data with a blank"), 640, settings);
        probe = new ProcessProbe(server.pid());
        portsAtStart = probe.listeningPorts();
        assertEquals(1, portsAtStart.size(), "one port for clients and no other: " + portsAtStart);
        try (Connection session = server.connect()) {
            Numbers.make(session);
            Numbers.fillAllWorkers(session);
        }
        Await.until(() -> server.masterReport().getWorkers() == 2);
        awaitNoSessions();
    }

    @AfterAll
    static void close() throws IOException {
        if (server != null) {
            server.close();
            assertEquals(
                    2, AttemptHistory.read(server.data()).workers().size(), "the same two workers for all that ran");
            assertEquals(List.of(), entries("run"), "no secret or lock is left");
            assertEquals(List.of(), entries("scratch/mr3"), "no data of workers is left");
        }
    }

    @Test
    @Order(1)
    void eightSessionsCompileAndRunAtOnceInTheSameTwoWorkers() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(SESSIONS);
        try {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int seed = i;
                asked.add(clients.submit(() -> askAll(seed)));
            }
            int queries = 0;
            for (Future<Integer> session : asked) {
                queries += session.get(5, TimeUnit.MINUTES);
            }
            assertEquals(SESSIONS * QUERIES_PER_SESSION, queries);
        } finally {
            clients.shutdownNow();
        }
        assertEquals(2, server.workers().size());
        awaitNoSessions();
    }

    private static int askAll(int seed) throws SQLException {
        int asked = 0;
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            for (Question question : Numbers.questions(seed)) {
                assertEquals(question.rows(), Numbers.ask(statement, question.sql()), question.sql());
                asked++;
            }
        }
        return asked;
    }

    @Test
    @Order(2)
    void theHostsTablesShowNoPortBeyondLoopback() throws IOException {
        Set<Integer> ours = Set.copyOf(portsAtStart);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp"))) {
            List<String> addresses = sockets.skip(1)
                    .map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields[3].equals("0A"))
                    .map(fields -> fields[1])
                    .filter(local -> ours.contains(Integer.parseInt(local.split(":")[1], 16)))
                    .toList();
            assertTrue(addresses.stream().allMatch(local -> local.startsWith("0100007F:")), addresses.toString());
        }
    }

    @Test
    @Order(3)
    void statementCancelKillsTheDag() throws Exception {
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            Future<SQLException> failure = inBackground(statement);
            DagReport dag = awaitRunningDag();
            statement.cancel();
            assertTrue(failure.get(1, TimeUnit.MINUTES).getMessage().contains("cancel"), "told to the client");
            assertKilledAndSlotsFree(dag);
            assertEquals(List.of("10"), Numbers.ask(statement, "select count(*) from small where k >= 0"));
        }
        awaitNoSessions();
    }

    @Test
    @Order(4)
    void killQueryKillsTheDagOfAnotherSession() throws Exception {
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            Future<SQLException> failure = inBackground(statement);
            DagReport dag = awaitRunningDag();
            try (Connection another = server.connect();
                    Statement killer = another.createStatement()) {
                killer.execute("kill query '" + ((HiveStatement) statement).getQueryId() + "'");
            }
            assertTrue(
                    failure.get(1, TimeUnit.MINUTES).getMessage().toLowerCase().contains("kill"));
            assertKilledAndSlotsFree(dag);
        }
        awaitNoSessions();
    }

    @Test
    @Order(5)
    void aClientThatDisconnectsTakesItsSessionAndItsDagAlong() throws Exception {
        Connection session = server.connect();
        Statement statement = session.createStatement();
        Future<SQLException> failure = inBackground(statement);
        DagReport dag = awaitRunningDag();
        disconnect(session);
        failure.get(1, TimeUnit.MINUTES);
        assertKilledAndSlotsFree(dag);
        awaitNoSessions();
    }

    @Test
    @Order(6)
    void aMillionRowsStreamThroughSmallMemory() throws SQLException {
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            statement.setFetchSize(10_000);
            long rows = 0;
            long sum = 0;
            try (ResultSet result = statement.executeQuery("select n.k, x.pos, n.s from numbers n"
                    + " lateral view posexplode(split(space(199), ' ')) x as pos, v where n.k < 5000")) {
                while (result.next()) {
                    rows++;
                    sum += 200L * result.getInt(1) + result.getInt(2);
                }
            }
            assertEquals(1_000_000, rows);
            assertEquals(999_999L * 1_000_000 / 2, sum);
        }
        awaitNoSessions();
    }

    @Test
    @Order(7)
    void settingsOfMr3HoldInTheirSessionOnly() throws Exception {
        String failing = "select count(*) from numbers where assert_true(k < 10) is null";
        try (Connection careful = server.connect("?mr3.am.task.max.failed.attempts=1");
                Statement once = careful.createStatement()) {
            once.execute("set hive.query.name=once");
            assertThrows(SQLException.class, () -> once.executeQuery(failing));
            try (Connection other = server.connect();
                    Statement often = other.createStatement()) {
                often.execute("set hive.query.name=often");
                assertThrows(SQLException.class, () -> often.executeQuery(failing));
                often.execute("set mr3.am.task.max.failed.attempt=2");
                SQLException refused =
                        assertThrows(SQLException.class, () -> often.executeQuery("select count(*) from small"));
                assertTrue(
                        refused.getMessage()
                                .contains("unknown key mr3.am.task.max.failed.attempt (session); did you mean"
                                        + " mr3.am.task.max.failed.attempts?"),
                        refused.getMessage());
            }
        }
        assertEquals(1, failedAttempts("once"));
        assertEquals(4, failedAttempts("often"));
        awaitNoSessions();
    }

    @Test
    @Order(8)
    void beelineShowsRowsAndTellsOfFailures() throws Exception {
        Outcome shown = beeline(
                "--silent=true", "--outputformat=csv2", "-e", "select k, name from small where k < 2 order by k");
        assertEquals(new Outcome(0, List.of("k,name", "0,name 0", "1,name 1"), List.of()), shown);
        Outcome failed = beeline("-e", "select nowhere from small");
        assertEquals(1, failed.exitCode());
        assertTrue(
                failed.err().stream()
                        .anyMatch(line -> line.contains("Invalid table alias or column reference 'nowhere'")),
                failed.toString());
        Outcome embedded = ServiceProcess.run(
                ServiceMain.class, temp.resolve("beeline"), List.of("beeline", "-u", "jdbc:hive2://"));
        assertEquals(
                new Outcome(
                        1,
                        List.of(),
                        List.of("hive: -u: expected jdbc:hive2://host:port/…, got 'jdbc:hive2://'; a"
                                + " HiveServer2 inside Beeline is not offered, bin/hive needs none")),
                embedded);
    }

    private static Outcome beeline(String... words) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("beeline", "-u", server.url(), "-n", System.getProperty("user.name")));
        all.addAll(List.of(words));
        return ServiceProcess.run(ServiceMain.class, temp.resolve("beeline"), all);
    }

    /** Hive closes it; nobody else would, since its client lives. */
    @Test
    @Order(9)
    void anIdleSessionIsClosedWithItsPortAndItsToken() throws Exception {
        try (Connection session = server.connect()) {
            try (Statement statement = session.createStatement()) {
                assertEquals(List.of("10"), Numbers.ask(statement, "select count(*) from small where k >= 0"));
            }
            assertEquals(1, server.masterReport().getSessions());
            assertEquals(portsAtStart.size() + 1, probe.listeningPorts().size());
            awaitNothingLeft();
            assertThrows(
                    SQLException.class, () -> session.createStatement().executeQuery("select count(*) from small"));
        }
    }

    /** Nothing that belongs to a session stays: at the DAGAppMaster, on the host, in the server's memory. */
    private static void awaitNothingLeft() {
        awaitNoSessions();
        // Hadoop's client keeps its connection to the endpoint, which has ended, for ten seconds
        Await.until(() -> OF_A_SESSION.stream().noneMatch(probe.instances()::containsKey));
    }

    private static void awaitNoSessions() {
        Await.until(() -> server.masterReport().getSessions() == 0);
        Await.until(() -> probe.listeningPorts().equals(portsAtStart));
    }

    private static Future<SQLException> inBackground(Statement statement) {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            return one.submit(() -> assertThrows(SQLException.class, () -> statement.executeQuery(ENDLESS)));
        } finally {
            one.shutdown();
        }
    }

    private static DagReport awaitRunningDag() {
        Await.until(() -> server.masterReport().getBusySlots() > 0 && running().size() == 1);
        return running().get(0);
    }

    private static List<DagReport> running() {
        return server.dags().getDagsList().stream()
                .filter(dag -> dag.getStatus().getState() == DagStateProto.DAG_RUNNING)
                .toList();
    }

    private static void assertKilledAndSlotsFree(DagReport dag) {
        String id = dag.getStatus().getDagId();
        Await.until(() -> state(id) == DagStateProto.DAG_KILLED);
        Await.until(() -> server.masterReport().getBusySlots() == 0);
    }

    private static DagStateProto state(String dag) {
        return server.dags().getDagsList().stream()
                .filter(report -> report.getStatus().getDagId().equals(dag))
                .map(report -> report.getStatus().getState())
                .findFirst()
                .orElseThrow();
    }

    /** As a client's host that loses its network: no word of good-bye. */
    private static void disconnect(Connection session) throws ReflectiveOperationException {
        Field transport = session.getClass().getDeclaredField("transport");
        transport.setAccessible(true);
        ((TTransport) transport.get(session)).close();
    }

    /** Of the DAG of this name; the log is written soon after the client has heard. */
    private static int failedAttempts(String name) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(server.data().resolve("history"))) {
            logs = files.toList();
        }
        String dag = lines(logs)
                .filter(line -> line.contains("\"dag-submitted\"") && line.contains("\"name\":\"" + name))
                .map(line -> line.replaceAll(".*\"dag\":\"([^\"]+)\".*", "$1"))
                .findFirst()
                .orElseThrow();
        Await.until(
                () -> lines(logs).anyMatch(line -> line.contains("\"dag-ended\"") && line.contains("\"" + dag + "\"")));
        String attempts = "\"attempt_" + dag.substring("dag_".length());
        return (int) lines(logs)
                .filter(line -> line.contains("\"attempt-ended\"")
                        && line.contains(attempts)
                        && line.contains("assertion failed"))
                .count();
    }

    private static Stream<String> lines(List<Path> files) {
        return files.stream().flatMap(file -> {
            try {
                return Files.readAllLines(file).stream();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static List<String> entries(String directory) throws IOException {
        Path path = server.data().resolve(directory);
        if (!Files.exists(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
