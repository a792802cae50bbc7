package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.ShellProcess.Outcome;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import io.mr3.rm.standalone.testkit.ClusterProcesses;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DAGAppMaster that runs on a standalone cluster: it outlives the shell that started it, and comes back when it is killed. */
@Tag("full")
class ClusterMasterTest {
    @TempDir
    Path temp;

    private Mr3Shells shells;
    private ClusterProcesses cluster;

    @BeforeEach
    void start() throws IOException {
        shells = new Mr3Shells(temp);
        cluster = ClusterProcesses.start(Files.createDirectory(temp.resolve("cluster")), 2, Map.of());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void shellsShareItUntilItIsStopped() throws Exception {
        assertRow(shell("create table t as select 1 a; select 'rows', count(*) from t group by a"));
        MasterFile first = master();
        assertTrue(pids().contains(first.pid()), "an agent has started it");
        int workers = pids().size();
        assertTrue(workers > 1, "it has workers, too");
        for (long pid : pids()) {
            Await.until(() -> Files.exists(Path.of("/proc", Long.toString(pid), "cwd/pulse")));
        }

        assertRow(shell("select 'rows', count(*) from t group by a"));
        assertEquals(first.pid(), master().pid());
        assertEquals(workers, pids().size(), "the second shell uses what is there");

        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
        Await.until(
                () -> located().filter(master -> master.pid() != first.pid()).isPresent());
        assertTrue(pids().contains(master().pid()), "its agent has started it again");
        assertRow(shell("select 'rows', count(*) from t group by a"));

        command(
                "am",
                "stop",
                "--address",
                master().address(),
                "--secret-file",
                master().secretFile().toString());
        Await.until(() -> cluster.workers().isEmpty());
        assertEquals(List.of(), Mr3Shells.below(shells.data.resolve("run")));
    }

    private Outcome shell(String statements) {
        List<String> words = new ArrayList<>();
        cluster.clientSettings().forEach((key, value) -> words.addAll(List.of("--hiveconf", key + "=" + value)));
        words.addAll(List.of("--hiveconf", "mr3.am.address=auto", "--hiveconf", "mr3.am.mode=cluster"));
        words.addAll(List.of("--hiveconf", "hive.tez.container.size=128", "-e", statements));
        return shells.shell().run(words.toArray(String[]::new));
    }

    private static void assertRow(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.out().contains("rows\t1"), outcome.toString());
    }

    private MasterFile master() {
        return located().orElseThrow();
    }

    private Optional<MasterFile> located() {
        try {
            return SharedMaster.locate(Mr3Conf.of(Map.of("mr3.data.dir", shells.data.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Programs of containers; what the agent puts around them does not count. */
    private Set<Long> pids() {
        return cluster.workers().stream()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static void command(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.mr3.command.Mr3Command"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        assertNotEquals("", printed);
    }
}
