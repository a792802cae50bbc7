package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.common.WorkerId;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.DagEnded;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.StopWorker;
import io.mr3.testkit.Await;
import io.mr3.worker.ContainerWorker;
import io.mr3.worker.FakeMaster;
import io.mr3.worker.WorkerEnd;
import io.mr3.worker.WorkerEnvironment;
import io.mr3.worker.WorkerMain;
import io.mr3.worker.WorkerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers with real connections: two in this JVM, one in a process of its own. */
class ContainerWorkerTest {
    private static final Duration PROCESS_LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private FakeMaster master;

    @BeforeEach
    void start() throws IOException {
        TestProcessors.reset();
        master = new FakeMaster();
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void consumersFetchFromAnotherWorker() throws IOException {
        ContainerWorker producers = started(1);
        ContainerWorker consumers = started(2);
        assertNotEquals(master.shufflePorts("worker-1"), master.shufflePorts("worker-2"));
        Order.Builder dag = TestTasks.registerDag();
        Order.Builder producer = TestTasks.producer(TestProcessors.Words.class, TestTasks.ordered());
        Order.Builder consumer =
                TestTasks.consumer(TestProcessors.GroupSums.class, TestTasks.ordered(), new ScatterGather(4, 2, 2), 2);
        master.order("worker-1", dag, producer, consumer);
        master.order("worker-2", dag, producer, consumer);
        List<AttemptId> attempts = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            attempts.add(launch("worker-2", TestTasks.attempt(1, task, 0), 4, 0));
            attempts.add(launch("worker-1", TestTasks.attempt(0, task, 0), 0, 4));
        }
        for (AttemptId attempt : attempts) {
            Await.until(() -> master.end(attempt) != null);
            assertEquals(Outcome.SUCCEEDED, master.end(attempt).getOutcome(), () -> master.end(attempt)
                    .getDiagnostics());
        }
        Map<String, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            expected.put("word" + i, 300);
        }
        assertEquals(expected, new TreeMap<>(TestProcessors.SUMS));

        DagEnded.Builder ended = DagEnded.newBuilder().setDagId(TestTasks.DAG.toString());
        for (String worker : List.of("worker-1", "worker-2")) {
            master.order(
                    worker,
                    Order.newBuilder().setDagEnded(ended),
                    Order.newBuilder().setStop(StopWorker.newBuilder().setReason("done")));
        }
        WorkerEnd done = new WorkerEnd(WorkerEnd.STOPPED, "done");
        assertEquals(done, producers.ended().join());
        assertEquals(done, consumers.ended().join());
        try (var left = Files.list(dir)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void endsWhenTheConnectionIsLost() throws IOException {
        ContainerWorker worker = started(1);
        master.disconnect("worker-1");
        assertEquals(WorkerEnd.LOST, worker.ended().join().exitCode());
    }

    @Test
    void saysInOneLineWhyItCannotStart() throws IOException {
        master.refuse("worker-1 is not asked for here");
        IOException e = assertThrows(IOException.class, () -> ContainerWorker.start(settings(1)));
        assertTrue(e.getMessage().startsWith("worker-1 cannot reach its group: "), e.getMessage());
        assertTrue(e.getMessage().contains("worker-1 is not asked for here"), e.getMessage());
        try (var left = Files.list(dir)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void runsAsAProcessThatEndsWithItsParent(@TempDir Path beside) throws Exception {
        WorkerSettings settings = settings(1);
        Path pulse = beside.resolve("pulse");
        Map<String, String> environment = new TreeMap<>(WorkerEnvironment.of(settings));
        environment.put("MR3_PULSE_FILE", pulse.toString());
        Process process = process(environment, WorkerEnvironment.secretsOf(settings));
        try {
            Await.until(() -> master.registered("worker-1") != null || !process.isAlive(), PROCESS_LIMIT);
            RegisterWorker registered = master.registered("worker-1");
            assertEquals(process.pid(), registered.getPid(), () -> output(process));
            Await.until(() -> Files.exists(pulse));
            assertFalse(process.info()
                    .commandLine()
                    .orElse("")
                    .contains(settings.secret().encoded()));
            process.getOutputStream().close();
            assertTrue(process.waitFor(PROCESS_LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(WorkerEnd.LOST, process.exitValue(), () -> output(process));
            try (var left = Files.list(dir)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessWithoutSettingsSaysWhichOneItMisses() throws Exception {
        Process process = process(WorkerEnvironment.of(settings(1)), Map.of());
        try {
            assertTrue(process.waitFor(PROCESS_LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(WorkerEnd.NOT_STARTED, process.exitValue());
            assertTrue(output(process)
                    .contains("worker ends: MR3_WORKER_SECRET: expected a value in the environment of the"
                            + " worker, got none"));
        } finally {
            process.destroyForcibly();
        }
    }

    private ContainerWorker started(int id) throws IOException {
        ContainerWorker worker = ContainerWorker.start(settings(id));
        Await.until(() -> master.shufflePorts("worker-" + id) != null);
        return worker;
    }

    private WorkerSettings settings(int id) {
        return TestTasks.settings(dir, new WorkerId(id), master.address(), master.secret);
    }

    private AttemptId launch(String worker, AttemptId attempt, int physicalInputs, int physicalOutputs) {
        var launch = TestTasks.launch(attempt, 2);
        if (physicalInputs > 0) {
            launch.addPhysicalInputs(physicalInputs);
        }
        if (physicalOutputs > 0) {
            launch.addPhysicalOutputs(physicalOutputs);
        }
        master.order(worker, Order.newBuilder().setLaunch(launch));
        return attempt;
    }

    private static Process process(Map<String, String> settings, Map<String, String> secrets) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName())
                .redirectErrorStream(true);
        builder.environment().putAll(settings);
        builder.environment().putAll(secrets);
        builder.environment().put("MR3_PARENT_PIPE", "stdin");
        return builder.start();
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
