package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.ShellProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a shell on mr3: rows, summaries, errors; which classes run; what is left. */
class Mr3ShellProcessTest {
    /** What Hive's session classes name; everything else of tez-dag is replaced. */
    private static final Set<String> NAMED_BY_HIVE = Set.of(
            "org.apache.tez.dag.app.TezTaskCommunicatorImpl", "org.apache.tez.serviceplugins.api.TaskCommunicator");

    private static final String TABLE = """
            create table t (a int, b string) stored as orc;
            insert into t values (1, 'x'), (2, 'y'), (3, 'x');
            """;
    private static final String GROUPED = "select b, count(*) from t group by b order by b;\n";
    private static final String FAILING = "select b, count(*) from t where assert_true(a < 3) is null group by b;\n";
    private static final String GO_ON = "set hive.cli.errors.ignore=true;\n";

    @TempDir
    Path temp;

    private Mr3Shells shells;

    @BeforeEach
    void prepare() throws IOException {
        shells = new Mr3Shells(temp);
    }

    @Test
    void processWorkersAnswerWithoutTezDag() throws IOException {
        Path logs = Files.createDirectory(temp.resolve("classes"));
        Outcome outcome = shells.shell()
                .withJavaOptions("-Xlog:class+load:file=" + logs.resolve("shell"))
                .run(Mr3Shells.processWorkers(
                        "--hiveconf",
                        "mr3.container.launch.cmd-opts=-Xlog:class+load:file=" + logs.resolve("worker-%p"),
                        "-e",
                        GO_ON + TABLE + "set hive.tez.exec.print.summary=true;\n" + GROUPED
                                + "set hive.tez.exec.print.summary=false;\n" + FAILING + GROUPED
                                + "explain " + GROUPED));

        assertEquals(List.of("x\t2", "y\t1", "x\t2", "y\t1"), outcome.out().subList(0, 4), outcome.toString());
        assertTrue(outcome.out().contains("Reducer 2 <- Map 1 (SIMPLE_EDGE)"), outcome.toString());
        assertTrue(outcome.err().contains("Loading data to table default.t"), outcome.toString());
        assertSummary("Map 1", 3, 2, outcome);
        assertSummary("Reducer 2", 2, 2, outcome);
        assertFailure("log " + shells.data.resolve("logs") + "/worker-", outcome);
        assertEquals(1, count("Status: Failed", outcome.err()));
        shells.assertNothingLeft();

        assertEquals(NAMED_BY_HIVE, loadedFromTezDag(logs.resolve("shell")));
        List<String> workers = Mr3Shells.below(logs).stream()
                .filter(log -> log.startsWith("worker-"))
                .toList();
        assertTrue(workers.size() >= 1, "workers wrote what they loaded");
        for (String worker : workers) {
            assertTrue(
                    loaded(logs.resolve(worker)).anyMatch(line -> line.contains(" org.apache.tez.runtime.")), worker);
            assertEquals(Set.of(), loadedFromTezDag(logs.resolve(worker)), worker);
            assertTrue(
                    ProcessHandle.of(Long.parseLong(worker.replace("worker-", "")))
                            .isEmpty(),
                    worker + " has ended");
        }
    }

    @Test
    void threadWorkersAnswerAndSessionSettingsAreChecked() throws IOException {
        Outcome outcome = shells.shell().run(Mr3Shells.threadWorker("-e", GO_ON + """
                set mr3.am.task.max.failed.attempt=2;
                select 1;
                reset mr3.am.task.max.failed.attempt;
                set mr3.local.workers=3;
                select 1;
                reset mr3.local.workers;
                selec 1;
                select * from nowhere;
                set mr3.am.task.max.failed.attempts=1;
                """ + TABLE + FAILING + GROUPED));

        assertEquals(List.of("x\t2", "y\t1"), outcome.out(), outcome.toString());
        assertEquals(
                List.of(
                        "FAILED: SemanticException unknown key mr3.am.task.max.failed.attempt (session); did you mean"
                                + " mr3.am.task.max.failed.attempts?",
                        "FAILED: SemanticException mr3.local.workers cannot be set by a session; it belongs into the"
                                + " configuration file",
                        "FAILED: ParseException line 2:0 cannot recognize input near 'selec' '1' '<EOF>'",
                        "FAILED: SemanticException [Error 10001]: Line 2:14 Table not found 'nowhere'"),
                outcome.err().stream()
                        .filter(line -> line.startsWith("FAILED") && !line.contains("Execution Error"))
                        .toList());
        assertFailure("log " + shells.data.resolve("logs"), outcome);
        assertEquals(
                1,
                shells.events().stream()
                        .filter(event -> event.contains("\"attempt-ended\"") && event.contains("assertion failed"))
                        .count(),
                "as many attempts as the session allows");
        shells.assertNothingLeft();
    }

    /** No worker process may find tez-dag: bin/hive tells them their class path by role. */
    @Test
    void theClassPathOfWorkersHasNoTezDag() throws Exception {
        Process bash = new ProcessBuilder(
                        "bash", "-c", ". ../bin/common.sh; mr3_class_path worker; mr3_class_path shell")
                .redirectErrorStream(true)
                .start();
        List<String> paths = bash.inputReader().lines().toList();

        Path lib = Path.of("../target/mr3/lib").toAbsolutePath().normalize();
        assertEquals(lib + "/core/*:" + lib + "/hive/*:" + lib + "/llap/*:" + lib + "/rm/standalone/*", paths.get(0));
        assertEquals(paths.get(0) + ":" + lib + "/tez-peer/*", paths.get(1));
        for (String folder : List.of("core", "hive", "llap", "rm/standalone")) {
            Collection<String> jars = Mr3Shells.below(lib.resolve(folder));
            assertTrue(jars.stream().noneMatch(jar -> jar.startsWith("tez-dag")), folder);
        }
    }

    /** Root cause first, then where it happened. */
    private static void assertFailure(String log, Outcome outcome) {
        List<String> failure = outcome.err().stream()
                .dropWhile(line -> !line.startsWith("FAILED: Execution Error"))
                .toList();
        assertTrue(
                failure.get(0)
                        .endsWith("org.apache.hadoop.hive.ql.metadata.HiveException: ASSERT_TRUE(): assertion failed."),
                outcome.toString());
        assertTrue(
                failure.get(1).matches("  in attempt_\\S+ of vertex Map 1 on worker-\\d+@\\S+, \\Q" + log + "\\E.*"),
                outcome.toString());
        assertTrue(
                failure.stream().anyMatch(line -> line.matches("Vertex Map 1 .* failed: task task_\\S+ failed, .*")),
                outcome.toString());
    }

    private static void assertSummary(String vertex, int recordsIn, int recordsOut, Outcome outcome) {
        assertTrue(
                outcome.err().stream()
                        .anyMatch(line -> line.matches("\\s*" + vertex + "\\s+[\\d.]+\\s+[\\d,]+\\s+[\\d,]+\\s+"
                                + recordsIn + "\\s+" + recordsOut)),
                outcome.toString());
    }

    private static long count(String line, List<String> lines) {
        return lines.stream().filter(line::equals).count();
    }

    private static Set<String> loadedFromTezDag(Path log) throws IOException {
        return loaded(log)
                .filter(line -> line.matches(".*source: .*tez-dag[^/]*\\.jar.*"))
                .map(line -> Arrays.stream(line.split(" "))
                        .filter(word -> word.startsWith("org."))
                        .findFirst()
                        .orElse(line))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> loaded(Path log) throws IOException {
        return Files.readAllLines(log).stream();
    }
}
