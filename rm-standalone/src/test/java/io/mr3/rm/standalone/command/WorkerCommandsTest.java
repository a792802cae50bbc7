package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands about one worker. */
class WorkerCommandsTest extends CommandBench {
    @Test
    void aThreadDumpSaysWhereItCanBeRead() throws Exception {
        start("localhost").good();
        assertEquals(
                "worker 1 prints its threads into /log\n",
                run("thread-dump", "app-1f-2/1").good());
        JsonNode json = new ObjectMapper()
                .readTree(run("thread-dump", "--json", "app-1f-2/1").good());
        assertEquals("worker 1 prints its threads into /log", json.get("done").asText());
        Outcome unknown = run("thread-dump", "app-1f-2/7");
        assertEquals(1, unknown.exitCode());
        assertTrue(unknown.err().matches("mr3: the master at [0-9.:]+: expected a worker that runs\n"), unknown.err());
        assertEquals(
                List.of("thread-dump app-1f-2 1", "thread-dump app-1f-2 1", "thread-dump app-1f-2 7"), cluster.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "app-1/x", "/7", "app-1/", "a/b/7", "app-1/-7", "app-1/99999999999999999999"})
    void whatNamesNoWorkerIsRefusedInOneLine(String wrong) {
        assertEquals(
                new Outcome(
                        1, "", "mr3: WORKER: expected APPLICATION/NUMBER, as status shows them, got '" + wrong + "'\n"),
                run("thread-dump", wrong));
    }
}
