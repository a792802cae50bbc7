package io.mr3.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mr3.am.EmbeddedMaster;
import io.mr3.am.MasterMain;
import io.mr3.client.MasterAddress;
import io.mr3.common.processes.JavaCommand;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import io.mr3.master.SharedMaster;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import io.mr3.tez.WordCounts;
import io.mr3.tez.client.ClientSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.client.TezClient;
import org.apache.tez.dag.api.DAG;
import org.apache.tez.dag.api.ProcessorDescriptor;
import org.apache.tez.dag.api.Vertex;
import org.apache.tez.dag.api.client.DAGClient;
import org.apache.tez.dag.api.client.DAGStatus;
import org.apache.tez.runtime.library.processor.SleepProcessor;
import org.apache.tez.runtime.library.processor.SleepProcessor.SleepProcessorConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DAGAppMaster in a process of its own, with process workers, from its start to the last file that it leaves. */
class SharedMasterTest {
    private static final int TEN_MINUTES = 600_000;

    @TempDir
    Path dir;

    private Path data;
    private Commands commands;

    @BeforeEach
    void prepare() {
        data = dir.resolve("data");
        commands = new Commands(data);
        commands.set("mr3.home", Path.of("..").toAbsolutePath().normalize().toString());
        commands.set("mr3.container.slots", "4");
        commands.set("mr3.container.slot.memory.mb", Integer.toString(WordCounts.SLOT_MB));
    }

    @AfterEach
    void end() throws IOException {
        try {
            if (SharedMaster.locate(conf()).isPresent()) {
                commands.run("am", "stop").good();
            }
        } finally {
            commands.close();
        }
    }

    private static Mr3Conf conf() {
        return DataLayout.ofThisProcess().loader().load();
    }

    @Test
    void two_clients_share_it_and_people_look_at_it() throws Exception {
        Path noDisk = Files.createFile(dir.resolve("no-disk"));
        commands.set("mr3.local.dirs", noDisk + "," + dir.resolve("disk"));
        String started = commands.run("am", "start").good();
        JsonNode status = commands.run("am", "status", "--json").json();
        long pid = status.get("pid").asLong();
        assertEquals(
                "DAGAppMaster " + status.get("name").asText() + " runs at "
                        + status.get("address").asText() + ", pid " + pid + ", log "
                        + status.get("logFile").asText() + "\n",
                started);
        assertTrue(commands.run("am", "start").good().contains(" runs already at "));
        assertEquals(
                pid, commands.run("am", "start", "--json").json().get("pid").asLong());
        assertEquals(0, status.get("workers").asInt());

        WordCounts one = new WordCounts(dir.resolve("one"));
        WordCounts other = new WordCounts(dir.resolve("other"));
        CompletableFuture<Integer> beside =
                CompletableFuture.supplyAsync(() -> exitCode(other, ClientSettings.ofShared()));
        assertEquals(0, exitCode(one, ClientSettings.of(address(status))));
        assertEquals(0, beside.join());
        one.assertOutput();
        other.assertOutput();

        JsonNode dags = commands.run("dags", "--json").json();
        assertEquals(List.of("succeeded", "succeeded"), texts(dags, "state"));
        assertEquals(2, texts(dags, "session").stream().distinct().count());
        assertEquals(List.of("default", "default"), texts(dags, "queue"));
        assertTrue(commands.run("dags").good().contains(" succeeded "));
        JsonNode workers = commands.run("workers", "--json").json();
        assertEquals(1, workers.get("allocated").asInt());
        assertEquals(List.of("active"), texts(workers.get("workers"), "state"));
        String worker = workers.get("workers").get(0).get("worker").asText();
        String listed = commands.run("workers").good();
        assertTrue(listed.contains(worker + "@"));
        assertTrue(listed.contains(" does without " + noDisk + ": cannot be made: "), listed);
        JsonNode bad = workers.get("workers").get(0).get("badDirectories");
        assertEquals(1, bad.size());
        assertTrue(bad.get(0).asText().startsWith(noDisk + ": cannot be made: "), bad.toString());
        assertEquals(
                4, commands.run("groups", "--json").json().get(0).get("slots").asInt());
        assertNotEquals("", commands.run("logs", worker, "-n", "3").good());
        String log = commands.run("logs", "am", "-n", "1000").good();
        assertTrue(log.contains(" listens on "), log);
        commands.assertRefusal("expected am or a worker that is there, got 'worker-99'", "logs", "worker-99");
        commands.assertRefusal("expected a DAG that runs or waits, got dag_1_0001_1", "kill", "dag_1_0001_1");

        assertEquals(
                "the DAGAppMaster at " + status.get("address").asText() + " has ended\n",
                commands.run("am", "stop").good());
        assertNothingLeft(pid);
        assertEquals(1, commands.run("am", "status").exitCode());
        // YARN's client would try again after half a minute
        assertTimeoutPreemptively(Duration.ofSeconds(25), () -> {
            Exception late = assertThrows(Exception.class, () -> one.run(ClientSettings.of(address(status))));
            assertTrue(
                    late.getMessage()
                            .endsWith("secret file " + status.get("secretFile").asText() + " does not exist"),
                    late.toString());
        });
    }

    @Test
    void a_dag_is_killed_for_its_client_too_and_a_killed_master_is_replaced() throws Exception {
        MasterAddress master = SharedMaster.startOrAttach(conf()).clientAddress();
        JsonNode status = commands.run("am", "status", "--json").json();
        WordCounts files = new WordCounts(dir.resolve("files"));
        TezClient client = TezClient.create("sleeper", files.configuration(ClientSettings.of(master)), true);
        client.start();
        try {
            DAGClient sleeping = client.submitDAG(sleeping("first"));
            String id = awaitRunning("first");
            assertEquals(id + " has ended: killed\n", commands.run("kill", id).good());
            DAGStatus end = sleeping.waitForCompletion();
            assertEquals(DAGStatus.State.KILLED, end.getState());
            assertTrue(end.getDiagnostics().toString().contains("killed with mr3 kill by "), end.toString());

            DAGClient lost = client.submitDAG(sleeping("second"));
            awaitRunning("second");
            List<ProcessHandle> workers = ProcessHandle.of(status.get("pid").asLong())
                    .orElseThrow()
                    .descendants()
                    .toList();
            assertEquals(1, workers.size());
            ProcessHandle.of(status.get("pid").asLong()).orElseThrow().destroyForcibly();
            DAGStatus failed = lost.waitForCompletion();
            assertEquals(DAGStatus.State.FAILED, failed.getState());
            assertTrue(failed.getDiagnostics().toString().contains("the DAGAppMaster is gone"), failed.toString());
            workers.forEach(worker -> worker.onExit().join());
        } finally {
            client.stop();
        }
        assertTrue(SharedMaster.locate(conf()).isEmpty());
        assertNotEquals(List.of(), below("mr3.data.dir/run"), "a killed process cannot clear away");
        String[] refusal = {"am", "status"};
        commands.assertRefusal(
                "no shared DAGAppMaster runs for " + data.resolve("mr3.data.dir") + "; start it with: mr3 am start",
                refusal);

        JsonNode again = commands.run("am", "start", "--json").json();
        assertNotEquals(status.get("pid").asLong(), again.get("pid").asLong());
        assertEquals(2, below("mr3.data.dir/run").size(), "one directory and its lock: the killed one's are gone");
        commands.run("am", "stop").good();
        assertNothingLeft(again.get("pid").asLong());
    }

    @Test
    void many_that_start_it_at_once_get_the_same() throws Exception {
        List<CompletableFuture<Long>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return SharedMaster.startOrAttach(conf()).pid();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        long pid = starts.get(0).join();
        for (CompletableFuture<Long> start : starts) {
            assertEquals(pid, start.join());
        }
        Process oneMore = new ProcessBuilder(new JavaCommand(64)
                        .property("mr3.data.dir", System.getProperty("mr3.data.dir"))
                        .running(MasterMain.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(oneMore.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, oneMore.waitFor(), said);
        assertTrue(
                said.contains(
                        "mr3: a DAGAppMaster runs already for " + data.resolve("mr3.data.dir") + " at 127.0.0.1:"),
                said);
        assertTrue(said.contains(" (pid " + pid + ")"), said);
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroy());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
        assertNothingLeft(pid);
    }

    @Test
    void one_that_cannot_start_says_why_and_leaves_nothing() throws Exception {
        commands.set("mr3.am.launch.cmd-opts", "-XX:NoSuchFlag");
        commands.assertRefusal(
                "the DAGAppMaster did not start: Unrecognized VM option 'NoSuchFlag'; see "
                        + data.resolve("mr3.log.dir/master.out"),
                "am",
                "start");
        commands.set("mr3.am.launch.cmd-opts", "");
        commands.set("mr3.am.secret.file", dir.resolve("none").toString());
        commands.assertRefusal(
                "the DAGAppMaster did not start: secret file " + dir.resolve("none") + " does not exist",
                "am",
                "start");
        assertEquals(List.of(), below("mr3.data.dir/run"));
        assertEquals(List.of("master.lock"), below("mr3.data.dir/am"));
    }

    @Test
    void a_master_inside_of_its_client_is_shown_by_name_and_by_address() throws Exception {
        try (EmbeddedMaster master = EmbeddedMaster.start(conf(), notice -> {})) {
            JsonNode listed = commands.run("am", "list", "--json").json();
            assertEquals(List.of("false"), texts(listed, "shared"));
            String name = texts(listed, "name").get(0);
            assertTrue(commands.run("am", "list").good().contains(name));
            assertEquals(
                    "no workers\nallocated since the DAGAppMaster began: 0\n",
                    commands.run("workers", "--am", name).good());
            String address = master.clientSettings().get("mr3.am.address");
            String secret = master.clientSettings().get("mr3.am.secret.file");
            assertEquals(
                    "no DAGs\n",
                    commands.run("dags", "--address", address, "--secret-file", secret)
                            .good());
            assertTrue(commands.run("am", "status", "--am", name).good().contains("inside its client's process"));
            long pid = ProcessHandle.current().pid();
            commands.assertRefusal(
                    "this DAGAppMaster is part of its client, process " + pid + ", and ends with it",
                    "am",
                    "stop",
                    "--am",
                    name);
            Path other = dir.resolve("other secret");
            Secret.generate().write(other);
            commands.assertRefusal(
                    "no DAGAppMaster answers at " + address + ": service admin at /" + address
                            + ": the server does not know the secret",
                    "dags",
                    "--address",
                    address,
                    "--secret-file",
                    other.toString());
        }
        assertEquals("", commands.run("am", "list").good());
    }

    private static int exitCode(WordCounts job, Map<String, String> client) {
        try {
            return job.run(client);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static MasterAddress address(JsonNode status) {
        return new MasterAddress(
                status.get("address").asText(), Path.of(status.get("secretFile").asText()));
    }

    private static DAG sleeping(String name) {
        ProcessorDescriptor processor = ProcessorDescriptor.create(SleepProcessor.class.getName())
                .setUserPayload(new SleepProcessorConfig(TEN_MINUTES).toUserPayload());
        return DAG.create(name)
                .addVertex(Vertex.create("sleep", processor, 1, Resource.newInstance(WordCounts.SLOT_MB, 1)));
    }

    /** The id of the DAG of this name, once a task of it runs. */
    private String awaitRunning(String name) {
        String[] id = new String[1];
        Await.until(() -> {
            try {
                for (JsonNode dag : commands.run("dags", "--json").json()) {
                    boolean runs = dag.findPath("running").asInt() == 1;
                    if (runs && dag.get("name").asText().equals(name)) {
                        id[0] = dag.get("dag").asText();
                    }
                }
                return id[0] != null;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return id[0];
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.get(field).asText()));
        return texts;
    }

    private void assertNothingLeft(long pid) throws IOException {
        Await.until(() -> ProcessHandle.of(pid).isEmpty()); // somebody has to wait for it first
        assertTrue(SharedMaster.locate(conf()).isEmpty());
        assertEquals(List.of(), below("mr3.data.dir/run"));
        assertEquals(List.of(), below("mr3.local.dirs"));
        assertEquals(List.of("master.lock"), below("mr3.data.dir/am"));
    }

    private List<String> below(String directory) throws IOException {
        Path path = data.resolve(directory);
        if (!Files.exists(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
