package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A HiveServer2 that acts as whoever asks it has workers for each of them. */
@Tag("full")
class ImpersonationTest {
    @TempDir
    Path temp;

    @Test
    void usersNeverShareAWorker() throws SQLException {
        Map<String, String> settings = Map.of(
                "mr3.local.workers", "1",
                "mr3.container.slots", "1",
                "hive.tez.container.size", "192",
                "hive.server2.enable.doAs", "true",
                "hive.query.results.cache.enabled", "false");
        try (ServerProcess server = ServerProcess.start(temp.resolve("data"), 640, settings)) {
            List<String> joes = work(server, "joe");
            List<String> janes = work(server, "jane");
            assertEquals(joes, work(server, "joe"), "one user's sessions share a worker");
            Set<String> all = new HashSet<>(joes);
            all.addAll(janes);
            assertEquals(2, all.size(), () -> joes + " and " + janes);
        }
    }

    /** Names of the workers that ran the query of a session of this user. */
    private static List<String> work(ServerProcess server, String user) throws SQLException {
        try (Connection session = DriverManager.getConnection(server.url(), user, "");
                Statement hive = session.createStatement();
                ResultSet rows =
                        hive.executeQuery("select distinct reflect('java.lang.System', 'getProperty', 'mr3.worker.id')"
                                + " from (select explode(array(1, 2)) as x) t")) {
            Set<String> workers = new HashSet<>();
            while (rows.next()) {
                workers.add(rows.getString(1));
            }
            return List.copyOf(workers);
        }
    }
}
