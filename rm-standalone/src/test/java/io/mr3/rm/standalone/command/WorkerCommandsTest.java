package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.rm.standalone.view.WorkerView;
import io.mr3.rm.standalone.web.GuardedServer;
import io.mr3.rm.standalone.web.Query;
import io.mr3.rm.standalone.web.Responses;
import io.mr3.rm.standalone.web.WebSettings;
import io.mr3.rpc.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
                run("thread-dump", "app-1f-2_worker-1").good());
        JsonNode json = new ObjectMapper()
                .readTree(run("thread-dump", "--json", "app-1f-2_worker-1").good());
        assertEquals("worker 1 prints its threads into /log", json.get("done").asText());
        Outcome unknown = run("thread-dump", "app-1f-2_worker-7");
        assertEquals(1, unknown.exitCode());
        assertTrue(unknown.err().matches("mr3: the master at [0-9.:]+: expected a worker that runs\n"), unknown.err());
        assertEquals(
                List.of("thread-dump app-1f-2 1", "thread-dump app-1f-2 1", "thread-dump app-1f-2 7"), cluster.asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "app-1_worker-x",
                "_worker-7",
                "app-1_worker-",
                "app-1/7",
                "app-1_worker--7",
                "app-1_worker-99999999999999999999"
            })
    void whatNamesNoWorkerIsRefusedInOneLine(String wrong) {
        assertEquals(
                new Outcome(
                        1,
                        "",
                        "mr3: WORKER: expected the name of a worker as status shows it, such as app-3f2a-1_worker-2, got '"
                                + wrong + "'\n"),
                run("thread-dump", wrong));
    }

    /** A node agent that has so much of worker 1, which has ended, and rolls nothing. */
    private GuardedServer agent(String output) throws Exception {
        byte[] file = output.getBytes(StandardCharsets.UTF_8);
        GuardedServer agent = GuardedServer.start(
                new WebSettings("127.0.0.1", 0), "test-agent", Secret.read(root.resolve("secret")), exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    Query query = Query.of(exchange.getRequestURI().getRawQuery());
                    if (path.equals("/api/node")) {
                        Responses.text(exchange, "application/json", "{\"containers\":[]}");
                    } else if (path.equals("/logs/app-1f-2_worker-1")) {
                        int bytes = Integer.parseInt(query.first("bytes").orElseThrow());
                        int from = Integer.parseInt(
                                query.first("offset").orElse(Integer.toString(Math.max(0, file.length - bytes))));
                        exchange.getResponseHeaders().set("X-Log-Offset", Integer.toString(from));
                        exchange.getResponseHeaders().set("X-Log-Bytes", Integer.toString(file.length));
                        byte[] part = Arrays.copyOfRange(file, from, Math.min(file.length, from + bytes));
                        Responses.bytes(exchange, "text/plain", part);
                    } else {
                        Responses.refuse(exchange, 404, "no log");
                    }
                });
        cluster.agentAddress = agent.hostPort();
        cluster.workers = List.of(worker(1), worker(2));
        return agent;
    }

    private WorkerView worker(long number) {
        String node = cluster.running().stream()
                .filter(name -> !name.equals("master"))
                .findFirst()
                .orElseThrow();
        return new WorkerView("app-1f-2", number, "All", node, "h", "ended", 1024, 1, 0, 0, "/log", "");
    }

    @Test
    void theEndOfAWorkersOutputComesFromItsAgent() throws Exception {
        start("localhost").good();
        GuardedServer agent = agent("first line\nlast line\n");
        try (agent) {
            assertEquals(
                    "first line\nlast line\n", run("logs", "app-1f-2_worker-1").good());
            assertEquals(
                    "line\n", run("logs", "app-1f-2_worker-1", "--bytes", "5").good());
            assertEquals("", run("logs", "app-1f-2_worker-1", "--bytes", "0").good());
            assertEquals(
                    "line\n",
                    run("logs", "app-1f-2_worker-1", "--bytes", "5", "--follow").good());
            JsonNode json = new ObjectMapper()
                    .readTree(run("logs", "app-1f-2_worker-1", "--bytes", "5", "--json")
                            .good());
            assertEquals(
                    "[\"app-1f-2_worker-1\",16,21,\"line\\n\"]",
                    new ObjectMapper()
                            .createArrayNode()
                            .add(json.get("worker"))
                            .add(json.get("offset"))
                            .add(json.get("fileBytes"))
                            .add(json.get("text"))
                            .toString());
            assertEquals(
                    "mr3: the node agent at " + agent.hostPort() + " has no log of worker app-1f-2_worker-2\n",
                    run("logs", "app-1f-2_worker-2").err());
            assertEquals(
                    "mr3: no node agent has a log of worker app-1f-2_worker-3\n",
                    run("logs", "app-1f-2_worker-3").err());
        }
        assertEquals(
                new Outcome(1, "", "mr3: the node agent at " + cluster.agentAddress + " cannot be reached from here\n"),
                run("logs", "app-1f-2_worker-1"));
    }

    @Test
    void wrongWordsOfLogsAreRefusedInOneLine() {
        assertEquals(
                "mr3: WORKER: expected the name of a worker as status shows it, such as app-3f2a-1_worker-2, got 'app/1'\n",
                run("logs", "app/1").err());
        for (String wrong : List.of("-1", "16777217")) {
            assertEquals(
                    "mr3: --bytes: expected 0 to 16777216, got " + wrong + "\n",
                    run("logs", "app-1_worker-1", "--bytes=" + wrong).err());
        }
        assertEquals(
                "mr3: expected --follow or --json, got both\n",
                run("logs", "app-1_worker-1", "--follow", "--json").err());
    }
}
