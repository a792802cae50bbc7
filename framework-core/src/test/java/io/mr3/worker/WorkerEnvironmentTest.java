package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.common.WorkerId;
import io.mr3.rpc.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerEnvironmentTest {
    private final WorkerSettings settings = new WorkerSettings(
            new WorkerId(5),
            new InetSocketAddress("127.0.0.1", 4000),
            Secret.generate(),
            "",
            List.of(Path.of("/a"), Path.of("/b with blank")),
            3,
            3L << 30,
            0,
            "",
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30));

    @Test
    void readsWhatItWrote() {
        WorkerSettings read = WorkerEnvironment.read(all());
        assertEquals(WorkerEnvironment.of(settings), WorkerEnvironment.of(read));
        assertEquals(settings.localDirs(), read.localDirs());
        assertEquals(settings.group(), read.group());
        assertEquals(settings.secret().encoded(), read.secret().encoded());
    }

    @Test
    void isKnownByTheNameOfItsContainersHost() {
        Map<String, String> variables = all();
        assertEquals("", WorkerEnvironment.read(variables).host());
        variables.put("MR3_CONTAINER_HOST", "node-7");
        assertEquals("node-7", WorkerEnvironment.read(variables).host());
        variables.put("MR3_WORKER_HOST", "localhost");
        assertEquals("localhost", WorkerEnvironment.read(variables).host(), "the DAGAppMaster knows better");
    }

    @Test
    void keepsTheSecretApart() {
        assertFalse(
                WorkerEnvironment.of(settings).containsValue(settings.secret().encoded()));
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertMessage("MR3_WORKER_GROUP", "nowhere", "MR3_WORKER_GROUP: expected host:port, got 'nowhere'");
        assertMessage("MR3_WORKER_SLOTS", "two", "MR3_WORKER_SLOTS: expected a number, got 'two'");
        assertMessage("MR3_WORKER_SLOTS", "0", "worker settings: expected at least 1 slot, got 0");
        assertMessage(
                "MR3_WORKER_ID", "", "MR3_WORKER_ID: expected a value in the environment of the worker, got none");
        assertMessage(
                "MR3_WORKER_SECRET",
                "xyz",
                "MR3_WORKER_SECRET: expected 64 hexadecimal digits, got 3 characters that are not");
    }

    private void assertMessage(String variable, String value, String message) {
        Map<String, String> variables = all();
        variables.put(variable, value);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> WorkerEnvironment.read(variables))
                        .getMessage());
    }

    private Map<String, String> all() {
        Map<String, String> variables = new HashMap<>(WorkerEnvironment.of(settings));
        variables.putAll(WorkerEnvironment.secretsOf(settings));
        return variables;
    }
}
