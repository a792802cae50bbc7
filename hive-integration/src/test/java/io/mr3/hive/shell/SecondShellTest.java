package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.ShellProcess.Outcome;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second shell, with a metastore of its own, on the DAGAppMaster of a first one: it uses the workers that are there. */
@Tag("full")
class SecondShellTest {
    @TempDir
    Path temp;

    private MasterFile master;

    @AfterEach
    void end() {
        if (master != null) {
            ProcessHandle.of(master.pid()).ifPresent(process -> {
                process.destroy();
                process.onExit().join();
            });
        }
    }

    @Test
    void noWorkerIsAllocatedForIt() throws Exception {
        Mr3Shells first = new Mr3Shells(Files.createDirectory(temp.resolve("first")));
        String statements = "create table t as select 1 a; select 'rows', count(*) from t group by a";
        assertRow(first.shell().run(Mr3Shells.processWorkers("--hiveconf", "mr3.am.address=auto", "-e", statements)));
        master = SharedMaster.locate(Mr3Conf.of(Map.of("mr3.data.dir", first.data.toString())))
                .orElseThrow();
        JsonNode before = workers();
        assertTrue(before.get("allocated").asInt() > 0, before.toString());

        Mr3Shells second = new Mr3Shells(Files.createDirectory(temp.resolve("second")));
        assertRow(second.shell()
                .run(Mr3Shells.processWorkers(
                        "--hiveconf",
                        "mr3.am.address=" + master.address(),
                        "--hiveconf",
                        "mr3.am.secret.file=" + master.secretFile(),
                        "-e",
                        statements)));
        assertEquals(before.get("allocated"), workers().get("allocated"));
        assertEquals(List.of(), second.events(), "it has no DAGAppMaster of its own");
    }

    private static void assertRow(Outcome outcome) {
        assertEquals(0, outcome.exitCode(), outcome.toString());
        assertTrue(outcome.out().contains("rows\t1"), outcome.toString());
    }

    /** What {@code bin/mr3 workers --json} prints. */
    private JsonNode workers() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.mr3.command.Mr3Command",
                        "workers",
                        "--json",
                        "--address",
                        master.address(),
                        "--secret-file",
                        master.secretFile().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        JsonNode json = new ObjectMapper().readTree(process.getInputStream());
        assertEquals(0, process.waitFor());
        return json;
    }
}
