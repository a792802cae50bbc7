package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.shell.ShellProcess.Outcome;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What mr3 can't do, it says in one line, and leaves nothing behind. */
class Mr3BadInputTest {
    @TempDir
    Path temp;

    private Mr3Shells shells;

    @BeforeEach
    void prepare() throws IOException {
        shells = new Mr3Shells(temp);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mr3.container.slotz=2 | unknown key mr3.container.slotz (--hiveconf); did you mean mr3.container.slots?",
                "mr3.container.slots=2x | mr3.container.slots: expected whole number, 1 to 4096, got '2x' (--hiveconf)",
                "mr3.am.address=127.0.0.1:1 | mr3.am.secret.file: expected the secret of the DAGAppMaster at 127.0.0.1:1,"
                        + " got none",
                "mr3.resource-manager=yarn | mr3.resource-manager: expected one of [local, standalone], got 'yarn': its"
                        + " module is not part of this distribution",
            })
    void aWrongSettingIsNamed(String setting, String line) throws IOException {
        shells.assertRefusal(line, run("--hiveconf", setting));
    }

    @Test
    void aWrongSettingOfTheFileIsNamedWithTheFile() throws IOException {
        Path site = Files.createDirectory(temp.resolve("conf")).resolve("mr3-site.xml");
        Files.writeString(site, """
                <configuration>
                  <property><name>mr3.local.wrkers</name><value>2</value></property>
                </configuration>
                """);

        Outcome outcome = shells.shell().withMr3ConfDir(site.getParent()).run("-e", "select 1");

        shells.assertRefusal("unknown key mr3.local.wrkers (" + site + "); did you mean mr3.local.workers?", outcome);
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            shells.assertRefusal(
                    "mr3 cannot start: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use",
                    run("--hiveconf", "mr3.am.port=" + taken.getLocalPort()));
        }
    }

    @Test
    void aDagAppMasterThatDoesNotAnswerIsNamed() throws IOException {
        Path secret = temp.resolve("secret");
        Secret.generate().write(secret);
        shells.assertRefusal(
                "mr3.am.address=127.0.0.1:1: no DAGAppMaster answers at 127.0.0.1:1: service admin: cannot connect:"
                        + " Connection refused: /127.0.0.1:1",
                run("--hiveconf", "mr3.am.address=127.0.0.1:1", "--hiveconf", "mr3.am.secret.file=" + secret));
    }

    @Test
    void aSharedDagAppMasterThatDoesNotStartSaysWhy() throws IOException {
        shells.assertRefusal(
                "mr3.am.address=auto: the DAGAppMaster did not start: Unrecognized VM option 'NoSuchFlag'; see "
                        + shells.data.resolve("logs/master.out"),
                run("--hiveconf", "mr3.am.address=auto", "--hiveconf", "mr3.am.launch.cmd-opts=-XX:NoSuchFlag"));
    }

    @Test
    void aHeapTooSmallForThreadSlotsIsNamed() throws IOException {
        Outcome outcome = run("--hiveconf", "mr3.container.slots=8");

        assertEquals(1, outcome.exitCode());
        assertEquals(1, outcome.err().size());
        assertTrue(
                outcome.err()
                        .get(0)
                        .matches("hive: mr3.container.slots: 8 slots of 128 MB in the shell's own process need"
                                + " a heap of 1408 MB, got \\d+ MB; set MR3_SHELL_HEAP, or mr3.local.worker=process"),
                outcome.toString());
        shells.assertNothingLeft();
    }

    @Test
    void workersThatCannotStartFailTheQueryWithTheirLastLines() throws IOException {
        Outcome outcome = shells.shell()
                .run(Mr3Shells.processWorkers(
                        "--hiveconf",
                        "mr3.container.launch.cmd-opts=-XX:NoSuchFlag",
                        "-e",
                        "create table t (a int); select a, count(*) from t group by a"));

        assertEquals(2, outcome.exitCode());
        assertEquals(List.of(), outcome.out());
        List<String> failure = outcome.err().stream()
                .dropWhile(line -> !line.startsWith("FAILED"))
                .toList();
        assertTrue(failure.get(0).contains("ContainerGroup default gets no workers"), outcome.toString());
        assertTrue(failure.contains("    Unrecognized VM option 'NoSuchFlag'"), outcome.toString());
        shells.assertNothingLeft();
    }

    private Outcome run(String... settings) {
        List<String> words = new ArrayList<>(List.of(settings));
        words.addAll(List.of("-e", "select 1"));
        return shells.shell().run(Mr3Shells.threadWorker(words.toArray(String[]::new)));
    }
}
