package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.testkit.CompiledJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions of one HiveServer2 that add jars with different classes of one name, and scripts: each gets its own, and neither
 * the shared DAGAppMaster nor the workers of other sessions load anything of them.
 */
class SessionJarsTest {
    /** A function, and an input format that Hive's split generator must load too. */
    private static final String SOURCE = """
            package brought;
            import java.io.IOException;
            import org.apache.hadoop.io.*;
            import org.apache.hadoop.mapred.*;
            public final class Code {
                public static final class Tag extends org.apache.hadoop.hive.ql.exec.UDF {
                    public String evaluate(String s) { return "VERSION:" + s; }
                }
                public static final class Lines extends TextInputFormat {
                    @Override public InputSplit[] getSplits(JobConf job, int wanted) throws IOException {
                        return super.getSplits(job, wanted);
                    }
                    @Override public RecordReader<LongWritable, Text> getRecordReader(
                            InputSplit split, JobConf job, Reporter reporter) throws IOException {
                        RecordReader<LongWritable, Text> in = super.getRecordReader(split, job, reporter);
                        return new RecordReader<>() {
                            public boolean next(LongWritable key, Text value) throws IOException {
                                boolean more = in.next(key, value);
                                if (more) { value.set("VERSION>" + value); }
                                return more;
                            }
                            public LongWritable createKey() { return in.createKey(); }
                            public Text createValue() { return in.createValue(); }
                            public long getPos() throws IOException { return in.getPos(); }
                            public void close() throws IOException { in.close(); }
                            public float getProgress() throws IOException { return in.getProgress(); }
                        };
                    }
                }
            }
            """;

    private static final String JAR_CLASS = "brought.Code$Tag";
    private static final String INPUT_FORMAT = "brought.Code$Lines";

    @TempDir
    static Path temp;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws SQLException, IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("mr3.container.slots", "2");
        settings.put("hive.tez.container.size", "192");
        settings.put("hive.query.results.cache.enabled", "false");
        settings.put("hive.fetch.task.conversion", "none");
        server = ServerProcess.start(temp.resolve("data"), 640, settings);
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            statement.execute("create table words stored as textfile as select 'a' w union all select 'b'");
        }
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void eachSessionGetsItsOwnAndNobodyElseLoadsIt() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try (Session one = new Session("one");
                Session two = new Session("two")) {
            one.run("create table lines (w string) stored as inputformat '" + INPUT_FORMAT + "' outputformat"
                    + " 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'");
            one.run("insert into lines select w from words");
            List<Future<?>> asked = List.of(clients.submit(one::ask), clients.submit(two::ask));
            for (Future<?> answer : asked) {
                answer.get(3, TimeUnit.MINUTES);
            }
            try (Connection plain = server.connect();
                    Statement statement = plain.createStatement()) {
                assertEquals(List.of("2"), Numbers.ask(statement, "select count(*) from words"));
                String message = assertThrows(
                                SQLException.class, () -> Numbers.ask(statement, "select tag(w) from words"))
                        .getMessage();
                assertTrue(message.contains("Invalid function tag"), message);
            }
            checkProcesses();
        } finally {
            clients.shutdownNow();
        }
    }

    /** Workers that have the jar in their directory have its classes, of the same version; no other process has. */
    private static void checkProcesses() throws IOException {
        assertFalse(hasLoaded(server.masterPid()), "a session's class is in the shared master");
        int workersOfSessions = 0;
        int others = 0;
        for (ProcessHandle worker :
                ProcessHandle.of(server.masterPid()).orElseThrow().children().toList()) {
            boolean brought = Files.exists(Path.of("/proc", Long.toString(worker.pid()), "cwd", "code.jar"));
            if (brought) {
                workersOfSessions++;
                assertTrue(hasLoaded(worker.pid()), "no class of the session is in its worker");
            } else {
                others++;
                assertFalse(hasLoaded(worker.pid()), "a session's class is in a worker of plain sessions");
            }
        }
        // a session asks before and after it adds its script
        assertEquals(4, workersOfSessions);
        assertEquals(1, others);
    }

    private static boolean hasLoaded(long pid) {
        return new ProcessProbe(pid).classNames().stream().anyMatch(List.of(JAR_CLASS, INPUT_FORMAT)::contains);
    }

    /** A JDBC session with a jar of its own. */
    private static final class Session implements AutoCloseable {
        private final String version;
        private final Path directory;
        private final Connection connection;
        private final Statement statement;

        Session(String version) throws SQLException, IOException {
            this.version = version;
            directory = Files.createDirectories(temp.resolve(version));
            Path jar = CompiledJar.of(directory, "brought.Code", SOURCE.replace("VERSION", version));
            connection = server.connect();
            statement = connection.createStatement();
            run("add jar " + jar);
        }

        void run(String sql) throws SQLException {
            statement.execute(sql);
        }

        private Void ask() throws Exception {
            run("create temporary function tag as '" + JAR_CLASS + "'");
            assertEquals(
                    List.of(version + ":a\t1", version + ":b\t1"),
                    Numbers.ask(statement, "select tag(w), count(*) from words group by tag(w) order by 1"));
            assertEquals(
                    List.of(version + ">a", version + ">b"), Numbers.ask(statement, "select w from lines order by w"));
            Path script = Files.writeString(directory.resolve("mark.sh"), "#!/bin/sh\nsed s/^/" + version + "-/\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-r--r--"));
            run("add file " + script);
            assertEquals(
                    List.of(version + "-" + version + ":a", version + "-" + version + ":b"),
                    Numbers.ask(
                            statement,
                            "select x from (select transform(tag(w)) using 'mark.sh' as (x string) from words) t"
                                    + " order by x"));
            return null;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
