package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.ShellProcess.Outcome;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import io.mr3.testkit.Await;
import io.mr3.tez.WordCounts;
import io.mr3.tez.client.ClientSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell on a DAGAppMaster that it shares with another Tez client: somebody kills the one, then the other. */
class Mr3SharedMasterTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String SLEEP =
            "select count(reflect('java.lang.Thread', 'sleep', cast(600000 as bigint))) from t group by a;";

    @TempDir
    Path temp;

    private Mr3Shells shells;
    private Mr3Conf conf;

    @BeforeEach
    void prepare() throws IOException {
        shells = new Mr3Shells(temp);
        conf = Mr3Conf.of(Map.of("mr3.data.dir", shells.data.toString()));
    }

    @AfterEach
    void end() throws IOException {
        SharedMaster.locate(conf)
                .map(MasterFile::pid)
                .flatMap(ProcessHandle::of)
                .ifPresent(process -> {
                    process.destroy();
                    process.onExit().join();
                });
    }

    @Test
    void aShellStartsItAgainAndDoesNotOutliveItThere() throws Exception {
        ShellProcess shell = shells.shell();
        Process process = shell.startReading(shell.command(Mr3Shells.threadWorker(
                "--hiveconf",
                "mr3.am.address=auto",
                "--hiveconf",
                "mr3.container.slot.memory.mb=128",
                "--hiveconf",
                "mr3.container.slots=4",
                "--hiveconf",
                "hive.cli.errors.ignore=true")));
        MasterFile killed;
        try (Writer statements = process.outputWriter()) {
            say(statements, "create table t as select 1 a; select 'first', count(*) from t group by a;");
            awaitRow(process, shell, "first\t1");

            killed = SharedMaster.locate(conf).orElseThrow();
            WordCounts other = new WordCounts(temp.resolve("words"));
            assertEquals(0, other.run(ClientSettings.of(killed.clientAddress())));
            other.assertOutput();

            say(
                    statements,
                    "select count(reflect('java.lang.Thread', 'sleep', cast(600000 as bigint))) from t group by a;");
            awaitSleep(1);
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
            say(statements, "select 'second', count(*) from t group by a;");
            awaitRow(process, shell, "second\t1");

            say(statements, SLEEP);
            awaitSleep(2);
            process.destroyForcibly();
        }
        Outcome outcome = shell.finish(process);

        List<String> failures =
                outcome.err().stream().filter(line -> line.startsWith("FAILED")).toList();
        assertEquals(
                List.of("FAILED: Execution Error, return code 2 from org.apache.hadoop.hive.ql.exec.tez.TezTask."
                        + " the DAGAppMaster is gone: peer closed the connection"),
                failures,
                outcome.toString());
        MasterFile again = SharedMaster.locate(conf).orElseThrow();
        assertTrue(again.started().isAfter(killed.started()));
        awaitEvents(events -> events.stream()
                .anyMatch(event -> event.contains("\"DAG_KILLED\"") && event.contains("its session was closed")));
        end();
        shells.assertNothingLeft();
    }

    private static void say(Writer to, String statements) throws IOException {
        to.write(statements + "\n");
        to.flush();
    }

    private static void awaitRow(Process process, ShellProcess shell, String row) {
        Await.until(
                () -> {
                    assertTrue(process.isAlive(), "the shell ended early");
                    try {
                        return Arrays.asList(shell.outSoFar().split("\n")).contains(row);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                LIMIT);
    }

    /** Returns when an attempt of the query that sleeps has started, for the {@code times}-th time. */
    private void awaitSleep(int times) {
        awaitEvents(events -> events.stream()
                        .filter(event -> event.contains("\"name\":\"select count(reflect"))
                        .map(event -> event.replaceAll(".*\"dag\":\"dag_([0-9_]+)\".*", "attempt_$1_"))
                        .filter(dag -> events.stream()
                                .anyMatch(event -> event.contains("\"attempt-started\"") && event.contains(dag)))
                        .count()
                == times);
    }

    private void awaitEvents(Predicate<List<String>> wanted) {
        Await.until(
                () -> {
                    try {
                        return wanted.test(shells.events());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                LIMIT);
    }
}
