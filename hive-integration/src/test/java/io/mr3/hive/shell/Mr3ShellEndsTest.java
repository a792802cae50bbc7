package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.ShellProcess.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell that ends while a query runs takes its workers along, in whatever way it ends. */
class Mr3ShellEndsTest {
    private static final long DEADLINE_SECONDS = 120;
    private static final Pattern DAG = Pattern.compile("\"dag\":\"dag_(\\w+)\"");
    private static final Pattern ATTEMPT = Pattern.compile("\"attempt\":\"attempt_(\\d+_\\d+_\\d+)_");
    private static final String LONG_QUERY = "create table if not exists t stored as orc as select 1 a;"
            + " select count(reflect('java.lang.Thread', 'sleep', cast(600000 as bigint))) from t group by a";

    @TempDir
    Path temp;

    private Mr3Shells shells;

    @BeforeEach
    void prepare() throws IOException {
        shells = new Mr3Shells(temp);
    }

    /** The second shell also clears away what the first could not. */
    @Test
    void nothingOutlivesAShellThatIsKilledOrInterrupted() throws Exception {
        Process killed = shells.shell().start(Mr3Shells.processWorkers("-e", LONG_QUERY));
        List<ProcessHandle> workers = workersOfRunningQuery(killed, 1);
        killed.destroyForcibly();
        await("end of " + workers, () -> workers.stream().noneMatch(ProcessHandle::isAlive));
        assertNotEquals(List.of(), Mr3Shells.below(shells.data.resolve("run")), "a killed shell can't clear away");

        ShellProcess shell = shells.shell();
        // where tests run in the background, processes inherit that they ignore the signal
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(shell.command(Mr3Shells.processWorkers("-e", LONG_QUERY)));
        Process interrupted = shell.start(command);
        List<ProcessHandle> others = workersOfRunningQuery(interrupted, 2);
        assertEquals(
                0,
                new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid()))
                        .start()
                        .waitFor());
        Outcome outcome = shell.finish(interrupted);

        assertEquals(130, outcome.exitCode(), outcome.toString());
        await("end of " + others, () -> others.stream().noneMatch(ProcessHandle::isAlive));
        assertTrue(shells.events().stream().anyMatch(event -> event.contains("\"state\":\"DAG_KILLED\"")));
        shells.assertNothingLeft();
    }

    /** A thread worker is the shell: what ends the one ends the other. */
    @Test
    void aFunctionThatEndsTheShellIsNamed() throws IOException {
        Outcome outcome = shells.shell()
                .run(Mr3Shells.threadWorker(
                        "-e",
                        "create table t stored as orc as select 1 a;"
                                + " select count(reflect('java.lang.System', 'exit', 3)) from t group by a"));

        assertEquals(3, outcome.exitCode(), outcome.toString());
        assertTrue(
                outcome.err().stream()
                        .anyMatch(line -> line.matches("mr3: worker-1 runs in this process, which is harmed:"
                                + " attempt_\\w+ called System.exit; mr3.local.worker=process gives workers processes"
                                + " of their own")),
                outcome.toString());
        shells.assertNothingLeft();

        Outcome next = shells.shell().run(Mr3Shells.threadWorker("-e", "select a from t"));
        assertEquals(List.of("1"), next.out(), next.toString());
    }

    /** Waits until an attempt of the long query runs, the {@code queries}-th of the test; the shell's workers then. */
    private List<ProcessHandle> workersOfRunningQuery(Process shell, int queries) throws Exception {
        await("an attempt that sleeps", () -> {
            assertTrue(shell.isAlive(), "the shell ended early");
            return sleepingDags().size() == queries;
        });
        List<ProcessHandle> workers = shell.descendants().toList();
        assertNotEquals(List.of(), workers);
        return workers;
    }

    /** Numbers of the long queries of which an attempt has started. */
    private Set<String> sleepingDags() throws IOException {
        Set<String> queries = new TreeSet<>();
        Set<String> running = new TreeSet<>();
        for (String event : shells.events()) {
            Matcher dag = DAG.matcher(event);
            if (event.contains("\"name\":\"select count(reflect") && dag.find()) {
                queries.add(dag.group(1));
            }
            Matcher attempt = ATTEMPT.matcher(event);
            if (event.contains("\"attempt-started\"") && attempt.find()) {
                running.add(attempt.group(1));
            }
        }
        queries.retainAll(running);
        return queries;
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, "expected " + what + " within " + DEADLINE_SECONDS + " s");
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
