package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rpc.proto.DagReport;
import io.mr3.testkit.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hive's own pool of Tez sessions, which JDBC sessions share. */
@Tag("full")
class SessionPoolTest {
    private static final String COUNT = "select count(*) from small where k >= 0";

    @TempDir
    Path temp;

    @Test
    void thePoolIsOpenedAtTheStartSharedByAllClientsAndRenewedWhenItExpires() throws Exception {
        try (ServerProcess server = start(Map.of(
                "hive.server2.tez.default.queues", "a,b",
                "hive.server2.tez.sessions.per.default.queue", "1",
                "hive.server2.tez.initialize.default.sessions", "true",
                "hive.server2.tez.session.lifetime", "10s",
                "hive.server2.tez.session.lifetime.jitter", "0s",
                "hive.server2.tez.queue.access.check", "true"))) {
            assertEquals(
                    List.of(
                            "hive: warning: hive.server2.tez.default.queues=a,b: these are pools of sessions only; all"
                                    + " queries share the same workers",
                            "hive: warning: hive.server2.tez.queue.access.check=true is not honoured: there are no"
                                    + " queues of YARN to ask about"),
                    server.errors().stream()
                            .filter(line -> line.contains("warning"))
                            .toList());
            ProcessProbe probe = new ProcessProbe(server.pid());
            Await.until(() -> server.masterReport().getSessions() == 2);
            Set<Integer> ports = probe.listeningPorts();
            assertEquals(3, ports.size(), "one for clients, one for each session of the pool");
            try (Connection session = server.connect()) {
                Numbers.make(session);
            }

            CompletableFuture.allOf(IntStream.range(0, 6)
                            .mapToObj(client -> CompletableFuture.runAsync(() -> count(server)))
                            .toArray(CompletableFuture[]::new))
                    .join();

            assertEquals(2, server.masterReport().getSessions());
            Set<String> sessions = sessionsOf(server.dags().getDagsList());
            assertTrue(sessions.size() <= 4, "clients share the pool, which was renewed once at most: " + sessions);
            Set<Integer> portsNow = probe.listeningPorts();
            Await.until(() -> probe.listeningPorts().size() == 3
                    && probe.listeningPorts().stream()
                                    .filter(portsNow::contains)
                                    .count()
                            == 1);
            assertEquals(2, server.masterReport().getSessions(), "expired sessions are closed, not left behind");
            count(server);
        }
    }

    @Test
    void aQueueOfWorkloadManagementIsRefused() {
        AssertionError refused =
                assertThrows(AssertionError.class, () -> start(Map.of("hive.server2.tez.interactive.queue", "llap")));
        assertTrue(
                refused.getMessage()
                        .contains("hive: hive.server2.tez.interactive.queue: expected none, got 'llap': Hive's workload"
                                + " management needs a cluster of LLAP daemons on YARN"),
                refused.getMessage());
    }

    private ServerProcess start(Map<String, String> pool) {
        Map<String, String> settings = new HashMap<>(pool);
        settings.put("hive.tez.container.size", "192");
        return ServerProcess.start(temp.resolve("data"), 640, settings);
    }

    private static void count(ServerProcess server) {
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            assertEquals(List.of("10"), Numbers.ask(statement, COUNT));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> sessionsOf(List<DagReport> dags) {
        return dags.stream().map(DagReport::getSession).collect(TreeSet::new, Set::add, Set::addAll);
    }
}
