package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deltas of ACID tables are compacted by HiveServer2's own compaction worker, whose queries run on mr3; rows stay. */
@Tag("full")
class CompactionTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"major", "minor"})
    void compactionLeavesTheRows(String kind) throws Exception {
        Map<String, String> settings = Map.of(
                "mr3.container.slots", "2",
                "hive.tez.container.size", "192",
                "hive.compactor.crud.query.based", "true",
                "hive.compactor.worker.threads", "1",
                "metastore.compactor.worker.threads", "1",
                "hive.query.results.cache.enabled", "false");
        try (ServerProcess server = ServerProcess.start(temp.resolve("data"), 640, settings);
                Connection session = server.connect();
                Statement hive = session.createStatement()) {
            hive.execute("create table t (k int, v string) clustered by (k) into 2 buckets stored as orc"
                    + " tblproperties ('transactional'='true')");
            for (int i = 0; i < 3; i++) {
                hive.execute("insert into t values (" + 3 * i + ", 'a'), (" + (3 * i + 1) + ", 'b'), (" + (3 * i + 2)
                        + ", 'c')");
            }
            hive.execute("update t set v = 'z' where k = 4");
            hive.execute("delete from t where k % 3 = 2");
            List<String> before = rows(hive, "select k, v from t order by k");
            assertEquals(List.of("0 a", "1 b", "3 a", "4 z", "6 a", "7 b"), before);
            List<String> directories = directories(server);
            assertEquals(0, count(directories, "base_"), directories::toString);
            int dags = server.dags().getDagsCount();

            hive.execute("alter table t compact '" + kind + "' and wait");

            List<String> compactions = rows(hive, "show compactions");
            assertTrue(
                    compactions.stream()
                            .anyMatch(line -> line.contains("ready for cleaning") || line.contains("succeeded")),
                    compactions::toString);
            List<String> compacted = new ArrayList<>(directories(server));
            compacted.removeAll(directories);
            assertEquals(kind.equals("major") ? 1 : 0, count(compacted, "base_"), compacted::toString);
            assertEquals(kind.equals("major") ? 0 : 1, count(compacted, "delta_"), compacted::toString);
            assertTrue(server.dags().getDagsCount() > dags, () -> "a DAG has compacted: " + names(server));
            assertEquals(before, rows(hive, "select k, v from t order by k"));
        }
    }

    private static List<String> names(ServerProcess server) {
        return server.dags().getDagsList().stream()
                .map(dag -> dag.getStatus().getName())
                .toList();
    }

    private static long count(List<String> directories, String prefix) {
        return directories.stream().filter(name -> name.startsWith(prefix)).count();
    }

    private static List<String> directories(ServerProcess server) throws IOException {
        try (Stream<Path> files = Files.walk(server.data().resolve("warehouse"))) {
            return files.filter(Files::isDirectory)
                    .filter(path -> path.getParent().getFileName().toString().equals("t"))
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private static List<String> rows(Statement hive, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = hive.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    cells.add(result.getString(column));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }
}
