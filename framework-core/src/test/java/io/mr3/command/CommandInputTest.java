package io.mr3.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.command.Commands.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bin/mr3 says where no DAGAppMaster is needed, or none is there. */
class CommandInputTest {
    @TempDir
    Path dir;

    private Commands commands;

    @BeforeEach
    void prepare() {
        commands = new Commands(dir.resolve("data"));
    }

    @AfterEach
    void restore() throws IOException {
        commands.close();
        assertFalse(Files.exists(dir.resolve("data")), "a command that fails leaves nothing behind");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | expected a command, got none; see: mr3 --help",
                "am | expected start, stop, status, list or secret after am, got nothing",
                "dag | unknown command 'dag'; did you mean dags?",
                "wrokers | unknown command 'wrokers'; did you mean workers?",
                "am strat | unknown command 'strat'; did you mean start?",
                "am status now | unexpected word 'now'; see: mr3 am status --help",
                "dags --jsn | Unknown option: '--jsn'",
                "kill | Missing required parameter: 'DAG'",
                "logs -n ten | Invalid value for option '-n': 'ten' is not an int",
                "am status --address here | --address: expected the secret of the DAGAppMaster at here, got none; give"
                        + " --secret-file or mr3.am.secret.file",
                "dags --address here --secret-file /s | --address: expected host:port, got 'here'",
                "dags --address a:70000 --secret-file /s | --address: expected host:port, got 'a:70000'",
                "dags --address a:1 --secret-file /no/s | secret file /no/s does not exist",
                "dags --secret-file /s | --secret-file: expected --address with it, got none",
                "dags --address a:1 --am b | expected one of --address and --am, got both",
            })
    void bad_input_is_one_line(String words, String line) {
        commands.assertRefusal(line, words.isEmpty() ? new String[0] : words.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"am status", "am stop", "dags", "kill dag_1_0001_1", "groups", "workers", "daemons", "logs"})
    void without_a_master_each_command_says_so(String words) {
        commands.assertRefusal(
                "no shared DAGAppMaster runs for " + dir.resolve("data/mr3.data.dir") + "; start it with: mr3 am start",
                words.split(" "));
    }

    @Test
    void a_name_that_nobody_has_is_refused() {
        commands.assertRefusal(
                "--am: expected a DAGAppMaster of " + dir.resolve("data/mr3.data.dir")
                        + ", got 'am-1'; see: mr3 am list",
                "dags",
                "--am",
                "am-1");
        assertEquals("", commands.run("am", "list").good());
    }

    @Test
    void an_address_where_nobody_listens_is_named() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "ab".repeat(32));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        commands.set("mr3.am.address", "127.0.0.1:" + port);
        commands.set("mr3.am.secret.file", secret.toString());
        Outcome outcome = commands.run("dags");
        assertEquals(1, outcome.exitCode());
        assertEquals(
                "mr3: no DAGAppMaster answers at 127.0.0.1:" + port
                        + ": service admin: cannot connect: Connection refused: /127.0.0.1:" + port + "\n",
                outcome.err());
    }

    @Test
    void a_secret_is_its_owners_alone_and_never_written_over() throws IOException {
        Path file = dir.resolve("secret");
        assertEquals(
                "a new secret is in " + file + "\n",
                commands.run("am", "secret", file.toString()).good());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String secret = Files.readString(file);
        commands.assertRefusal("expected a file that does not exist yet, got " + file, "am", "secret", file.toString());
        assertEquals(secret, Files.readString(file));
        Path nowhere = dir.resolve("no/secret");
        commands.assertRefusal(
                "expected a file in a directory that exists, got " + nowhere, "am", "secret", nowhere.toString());
    }

    @Test
    void conf_tells_each_value_and_its_source() throws IOException {
        commands.set("mr3.container.slots", "5");
        assertTrue(commands.run("conf").good().contains("mr3.container.slots"));
        var entries = commands.run("conf", "--json").json();
        var slots = entries.findParents("key").stream()
                .filter(entry -> entry.get("key").asText().equals("mr3.container.slots"))
                .findFirst()
                .orElseThrow();
        assertEquals("5", slots.get("value").asText());
        assertEquals("system property", slots.get("source").asText());
        assertTrue(entries.size() > 30);
    }

    @Test
    void a_wrong_setting_fails_each_command_that_needs_settings() {
        commands.set("mr3.container.slotz", "5");
        String line = "unknown key mr3.container.slotz (system property); did you mean mr3.container.slots?";
        commands.assertRefusal(line, "conf");
        commands.assertRefusal(line, "am", "start");
        System.clearProperty("mr3.container.slotz");
    }

    @Test
    void a_shared_master_is_not_started_with_a_thread_worker() {
        commands.set("mr3.local.worker", "thread");
        commands.assertRefusal(
                "mr3.local.worker: expected process, got 'thread' (system property): a DAGAppMaster that clients share"
                        + " runs no attempt itself",
                "am",
                "start");
    }

    @Test
    void help_names_the_commands() {
        String help = commands.run("--help").good();
        for (String command :
                new String[] {"am", "dags", "kill", "groups", "workers", "daemons", "logs", "conf", "doctor"}) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
    }
}
