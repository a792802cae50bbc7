package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.ConfLoader;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mr3 in an installation of Hive that is not ours: its own mains, two jars, some properties. */
class InstalledHiveTest {
    private static final String TABLE =
            "create table t (a int, b string) stored as orc;" + " insert into t values (1, 'x'), (2, 'y'), (3, 'x');";
    private static final String GROUPED = "select b, count(*) from t group by b order by b";

    @TempDir
    Path temp;

    @Test
    void hivesOwnShellAndHiveServer2RunTheirQueriesOnMr3() throws Exception {
        InstalledHive hive = new InstalledHive(Files.createDirectory(temp.resolve("installation")));
        hive.addMr3();
        assertNothingTwice(hive.jars());
        Path data = Files.createDirectory(temp.resolve("data"));
        MasterFile master = SharedMaster.startOrAttach(settings(data));
        try {
            assertEquals(List.of("x\t2", "y\t1"), shell(hive, data, TABLE + GROUPED));
            assertEquals(List.of("x\t2", "y\t1"), server(hive, data));
        } finally {
            ProcessHandle.of(master.pid()).ifPresent(ServerProcess::end);
        }
        assertEquals(3, dagsIn(data.resolve("history")), "the insert, and the query from each of both mains");
    }

    private static Mr3Conf settings(Path data) {
        return new ConfLoader()
                .values("data", new DataLayout(data).settings())
                .values("test", Map.of("mr3.container.slot.memory.mb", "256", "mr3.container.slots", "2"))
                .load();
    }

    /** One artifact, one jar: ours bring none of what Hive, Hadoop or Tez have. */
    private static void assertNothingTwice(List<Path> jars) throws IOException {
        Map<String, List<Path>> byArtifact = new TreeMap<>();
        for (Path jar : jars) {
            String artifact = jar.getFileName().toString().replaceFirst("-[0-9].*", "");
            byArtifact.computeIfAbsent(artifact, name -> new ArrayList<>()).add(jar);
        }
        byArtifact.values().forEach(same -> assertEquals(1, same.size(), same.toString()));
        for (Path jar : jars) {
            if (jar.getFileName().toString().startsWith("mr3-")) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    assertTrue(
                            file.stream()
                                    .allMatch(entry -> entry.getName().startsWith("io/mr3/")
                                            || entry.getName().startsWith("META-INF/")
                                            || entry.getName().endsWith(".proto")),
                            jar.toString());
                }
            }
        }
    }

    private List<String> shell(InstalledHive hive, Path data, String statements) throws Exception {
        Path err = temp.resolve("shell.err");
        ProcessBuilder builder = hive.process(
                        "org.apache.hadoop.hive.cli.CliDriver", List.of(), List.of("-S", "-e", statements))
                .redirectError(err.toFile());
        builder.environment().put("MR3_DATA", data.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        List<String> rows = process.inputReader().lines().toList();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "ends");
        assertEquals(0, process.exitValue(), () -> read(err));
        return rows;
    }

    private List<String> server(InstalledHive hive, Path data) throws Exception {
        int port = ServerProcess.freePort();
        hive.set("hive.server2.thrift.port", Integer.toString(port));
        Path loaded = temp.resolve("loaded");
        Path out = temp.resolve("server.out");
        ProcessBuilder builder = hive.process(
                        "org.apache.hive.service.server.HiveServer2",
                        List.of("-Xlog:class+load:file=" + loaded),
                        List.of())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("MR3_DATA", data.toString());
        Process process = builder.start();
        try {
            Await.until(() -> !process.isAlive() || listens(process, port), Duration.ofMinutes(2));
            assertTrue(process.isAlive(), () -> read(out));
            try (Connection session = connect(port);
                    Statement statement = session.createStatement()) {
                return Numbers.ask(statement, GROUPED);
            }
        } finally {
            ServerProcess.end(process.toHandle());
            try (Stream<String> lines = Files.lines(loaded)) {
                assertEquals(
                        List.of(),
                        lines.filter(line -> line.contains(" io.mr3.am.") || line.contains(" io.mr3.worker."))
                                .toList(),
                        "no part of the engine runs in HiveServer2");
            }
        }
    }

    private static boolean listens(Process process, int port) {
        return new ProcessProbe(process.pid()).listeningPorts().contains(port);
    }

    private static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:hive2://127.0.0.1:" + port + "/default", System.getProperty("user.name"), "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long dagsIn(Path history) throws IOException {
        try (Stream<Path> logs = Files.list(history)) {
            long dags = 0;
            for (Path log : logs.toList()) {
                dags += Files.readAllLines(log).stream()
                        .filter(line -> line.contains("\"dag-submitted\""))
                        .count();
            }
            return dags;
        }
    }
}
