package io.mr3.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.command.Commands.Outcome;
import io.mr3.command.doctor.Doctor;
import io.mr3.command.doctor.Finding;
import io.mr3.config.DataLayout;
import io.mr3.testkit.LockingProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path dir;

    private Commands commands;

    @BeforeEach
    void prepare() {
        commands = new Commands(dir.resolve("data"));
    }

    @AfterEach
    void restore() {
        commands.close();
    }

    private List<Finding> examine() {
        return Doctor.examine(new DataLayout(dir.resolve("layout")));
    }

    private Finding only(String check) {
        List<Finding> found = examine().stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
        assertEquals(1, found.size(), found.toString());
        return found.get(0);
    }

    @Test
    void looks_without_touching() {
        List<Finding> findings = examine();
        assertTrue(only("settings").isGood());
        assertTrue(only("JDK").isGood());
        assertEquals(
                "no shared one runs for this data directory",
                only("DAGAppMaster").found());
        assertTrue(findings.stream().filter(f -> f.check().equals("directory")).allMatch(Finding::isGood));
        assertFalse(Files.exists(dir.resolve("data")));
        assertFalse(Files.exists(dir.resolve("layout")));
    }

    @Test
    void finds_what_is_wrong_with_settings_and_goes_on() throws IOException {
        commands.set("mr3.container.slots", "0");
        Outcome outcome = commands.run("doctor", "--json");
        assertEquals(1, outcome.exitCode());
        JsonNode findings = new ObjectMapper().readTree(outcome.out());
        assertEquals("settings", findings.get(0).get("check").asText());
        assertFalse(findings.get(0).get("ok").asBoolean());
        assertTrue(findings.get(0).get("found").asText().startsWith("mr3.container.slots: expected whole number"));
        assertTrue(findings.size() > 8);
        for (JsonNode finding : findings) {
            assertEquals(
                    finding.get("ok").asBoolean(), finding.get("hint").asText().isEmpty(), finding.toString());
        }
    }

    @Test
    void finds_a_port_in_use() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            commands.set("mr3.am.port", Integer.toString(taken.getLocalPort()));
            assertTrue(examine().stream()
                    .anyMatch(finding -> !finding.isGood()
                            && finding.found()
                                    .equals("mr3.am.port: 127.0.0.1:" + taken.getLocalPort()
                                            + " cannot be listened on: Address already in use")));
        }
    }

    @Test
    void finds_a_secret_that_others_can_read() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "ab".repeat(32));
        commands.set("mr3.am.secret.file", secret.toString());
        Finding found = only("secret");
        assertFalse(found.isGood());
        assertEquals("chmod 600 " + secret + ", or make another: mr3 am secret FILE", found.hint());
        commands.set("mr3.am.secret.file", dir.resolve("none").toString());
        assertEquals(
                "make one: mr3 am secret " + dir.resolve("none"), only("secret").hint());
    }

    @Test
    void finds_a_directory_that_cannot_be_one() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        commands.set("mr3.local.dirs", file.resolve("local").toString());
        assertTrue(examine().stream()
                .anyMatch(finding -> !finding.isGood() && finding.found().equals(file + " is not a directory")));
    }

    @Test
    void tells_who_has_the_metastore() throws IOException {
        Path database = dir.resolve("layout").resolve("metastore_db");
        assertTrue(only("metastore").found().startsWith("none yet"));
        Files.createDirectories(database);
        assertTrue(only("metastore").found().endsWith(" is free"));
        Path lock = Files.createFile(database.resolve("dbex.lck"));
        assertTrue(only("metastore").found().endsWith(" is free; its last user was killed"));
        try (LockingProcess shell = LockingProcess.start(lock)) {
            assertTrue(shell.hasTaken());
            assertTrue(only("metastore").isGood());
            assertTrue(only("metastore").found().endsWith(" is in use by a shell or service"));
        }
    }
}
