package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.ShellProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a shell, in a process of its own and on stock Tez: rows, messages, exit codes, files. */
class HiveShellProcessTest {
    @TempDir
    Path temp;

    private Path work;
    private Path data;

    @BeforeEach
    void makeDirectories() throws IOException {
        work = Files.createDirectory(temp.resolve("work"));
        data = temp.resolve("data with a blank");
    }

    @Test
    void rowsAreAllThatStandardOutputShows() throws IOException {
        Outcome outcome = shell().run("--engine=tez", "-e", """
                create table t (a int, b string) stored as orc;
                insert into t values (1, 'x'), (2, 'y'), (3, 'x');
                select b, count(*) from t group by b order by b;
                create table full_acid (k int, v string) stored as orc tblproperties ('transactional'='true');
                insert into full_acid values (1, 'one'), (2, 'two'), (3, 'three');
                update full_acid set v = 'zwei' where k = 2;
                delete from full_acid where k = 3;
                select k, v from full_acid order by k;
                """);

        assertEquals(0, outcome.exitCode(), outcome.toString());
        assertEquals(List.of("x\t2", "y\t1", "1\tone", "2\tzwei"), outcome.out());
        List<String> noise = outcome.err().stream()
                .filter(line -> line.matches("(?i).*(slf4j|log4j:|warn|exception|attempt_).*"))
                .toList();
        assertEquals(List.of(), noise);
        assertEquals(List.of("err", "out"), list(work), "nothing is written where the shell starts");
        assertEquals(List.of("logs", "metastore_db", "scratch", "user", "warehouse"), list(data));
    }

    @Test
    void aSyntaxErrorIsOneLine() {
        Outcome outcome = shell().run("--engine=tez", "-e", "selec 1");

        assertEquals(64, outcome.exitCode());
        assertEquals(List.of(), outcome.out());
        assertFailure("FAILED: ParseException line 1:0 cannot recognize input near 'selec' '1' '<EOF>'", outcome);
    }

    @Test
    void aMissingTableIsOneLine() {
        Outcome outcome = shell().run("--engine=tez", "-e", "select * from nowhere");

        assertEquals(17, outcome.exitCode());
        assertFailure("FAILED: SemanticException [Error 10001]: Line 1:14 Table not found 'nowhere'", outcome);
    }

    @Test
    void theUsersSettingsWinButNotOverTheEngine() throws IOException {
        Path confDir = Files.createDirectory(temp.resolve("conf"));
        Files.writeString(confDir.resolve("hive-site.xml"), """
                <configuration>
                  <property><name>hive.tez.container.size</name><value>2048</value></property>
                  <property><name>tez.am.inline.task.execution.max-tasks</name><value>7</value></property>
                </configuration>
                """);

        Outcome outcome =
                shell().withConfDir(confDir).run("--engine=tez", "--hiveconf", "hive.exec.parallel=true", "-e", """
                set hive.tez.container.size;
                set hive.llap.io.enabled;
                set hive.exec.parallel;
                set tez.am.inline.task.execution.max-tasks;
                set tez.am.inline.task.execution.max-tasks=2;
                """);

        assertEquals(
                List.of(
                        "hive.tez.container.size=2048",
                        "hive.llap.io.enabled=false",
                        "hive.exec.parallel=true",
                        "tez.am.inline.task.execution.max-tasks=1"),
                outcome.out().subList(0, 4));
        assertEquals(1, outcome.exitCode());
        assertTrue(
                outcome.out().get(4).contains("Cannot modify tez.am.inline.task.execution.max-tasks at runtime"),
                outcome.toString());
    }

    @Test
    void engineSettingsAreNotTakenFromTheCommandLine() {
        Outcome outcome = shell().run("--engine=tez", "--hiveconf", "tez.local.mode=false", "-e", "select 1");

        assertRefusal("hive: --hiveconf tez.local.mode can't be given: --engine=tez sets it", outcome);
    }

    @Test
    void aMetastoreInUseIsNamedAndLeftAlone() throws SQLException, IOException {
        new DataDirectory(data).prepare();
        Path database = new DataDirectory(data).metastore();
        new EmbeddedMetastore(database, Path.of("../target/mr3/metastore-template")).create();
        try (Connection another = DriverManager.getConnection("jdbc:derby:;databaseName=" + database, "APP", "mine")) {
            Outcome outcome = shell().run("--engine=tez", "-e", "select 1");

            assertRefusal(
                    "hive: metastore " + database + " is in use by another shell or service; close that one, or"
                            + " choose another directory with MR3_DATA",
                    outcome);
            assertFalse(another.createStatement()
                    .executeQuery("select * from APP.TBLS")
                    .next());
        }
    }

    @Test
    void anUnwritableDataDirectoryIsNamed() throws IOException {
        data = Files.createFile(temp.resolve("file")).resolve("data");

        assertRefusal(
                "hive: data directory " + data + " can't be written; choose another with MR3_DATA",
                shell().run("--engine=tez", "-e", "select 1"));
    }

    @Test
    void aWrongJdkIsNamedByTheLauncher() throws IOException {
        Path bin = Files.createDirectories(temp.resolve("jdk/bin"));
        Files.writeString(temp.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nexit 99\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

        assertRefusal(
                "mr3: expected JDK 17 to 23, found 25 at " + java + "; set JAVA_HOME",
                shell().runLauncher(temp.resolve("jdk")));
        assertFalse(Files.exists(data));
    }

    private ShellProcess shell() {
        return new ShellProcess(work, data);
    }

    /** Hive's own message among what it says of itself, and no stack trace. */
    private static void assertFailure(String line, Outcome outcome) {
        assertTrue(outcome.err().contains(line), outcome.toString());
        assertFalse(outcome.err().stream().anyMatch(text -> text.startsWith("\tat ")), outcome.toString());
    }

    /** The launcher's message and nothing else. */
    private static void assertRefusal(String line, Outcome outcome) {
        assertEquals(new Outcome(1, List.of(), List.of(line)), outcome);
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
