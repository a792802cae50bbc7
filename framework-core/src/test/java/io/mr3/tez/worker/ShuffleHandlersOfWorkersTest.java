package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.common.WorkerId;
import io.mr3.common.routing.Broadcast;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.DaemonEvents;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.ReadError;
import io.mr3.shuffle.ShuffleDaemon;
import io.mr3.testkit.Await;
import io.mr3.worker.ContainerWorker;
import io.mr3.worker.FakeMaster;
import io.mr3.worker.WorkerEnvironment;
import io.mr3.worker.WorkerMain;
import io.mr3.worker.WorkerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.tez.common.counters.TaskCounter;
import org.apache.tez.dag.api.EdgeProperty;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DataMovementEventPayloadProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers do with the addresses of shuffle handlers: their own, of which there are several, and those of others. */
class ShuffleHandlersOfWorkersTest {
    private static final int PRODUCERS = 6;
    private static final int HANDLERS = 3;
    private static final String FROM_DISK = TaskCounter.SHUFFLE_BYTES_DISK_DIRECT.name();

    @TempDir
    Path dir;

    private FakeMaster master;

    @BeforeEach
    void start() throws IOException {
        TestProcessors.reset();
        master = new FakeMaster();
        master.shuffleHandlers(HANDLERS);
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void consumersReadOutputsOfTheirOwnWorkerFromTheDiskWhicheverHandlerTheyName(boolean broadcast) throws IOException {
        started(1);
        List<AttemptId> consumers = run("worker-1", "worker-1", broadcast);
        sumsAreRight(broadcast);
        outputsAreSpread("worker-1");
        for (AttemptId consumer : consumers) {
            long bytes = master.counter(consumer, TaskCounter.SHUFFLE_BYTES.name());
            assertTrue(bytes > 0);
            assertEquals(bytes, master.counter(consumer, FROM_DISK), "all of it");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void consumersFetchFromEachHandlerOfAnotherWorker(boolean broadcast) throws IOException {
        started(1);
        started(2);
        List<AttemptId> consumers = run("worker-1", "worker-2", broadcast);
        sumsAreRight(broadcast);
        outputsAreSpread("worker-1");
        for (AttemptId consumer : consumers) {
            assertTrue(master.counter(consumer, TaskCounter.SHUFFLE_BYTES.name()) > 0);
            assertEquals(0, master.counter(consumer, FROM_DISK));
        }
    }

    @Test
    void consumersInAProcessFetchFromEachHandlerOfAnotherWorker() throws Exception {
        started(1);
        WorkerSettings settings = settings(2);
        Process process = process(WorkerEnvironment.of(settings), WorkerEnvironment.secretsOf(settings));
        try {
            Await.until(() -> master.shufflePorts("worker-2") != null || !process.isAlive());
            List<AttemptId> consumers = run("worker-1", "worker-2", false);
            outputsAreSpread("worker-1");
            assertEquals(
                    PRODUCERS * 1000,
                    consumers.stream()
                            .mapToLong(consumer -> master.counter(consumer, TaskCounter.REDUCE_INPUT_RECORDS.name()))
                            .sum());
            for (AttemptId consumer : consumers) {
                assertEquals(PRODUCERS, master.counter(consumer, TaskCounter.NUM_SHUFFLED_INPUTS.name()));
                assertEquals(0, master.counter(consumer, FROM_DISK));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs six producers in one worker and two consumers in another; answers the consumers. */
    private List<AttemptId> run(String producersIn, String consumersIn, boolean broadcast) {
        EdgeProperty edge = broadcast ? TestTasks.broadcast() : TestTasks.ordered();
        EdgeRouting routing = broadcast ? new Broadcast(2) : ScatterGather.plain(2);
        Class<?> sums = broadcast ? TestProcessors.PairSums.class : TestProcessors.GroupSums.class;
        Order.Builder dag = TestTasks.registerDag();
        for (String worker : new TreeSet<>(List.of(producersIn, consumersIn))) {
            master.order(
                    worker,
                    dag,
                    TestTasks.producer(TestProcessors.Words.class, edge),
                    TestTasks.consumer(sums, edge, routing, PRODUCERS));
        }
        List<AttemptId> consumers = List.of(TestTasks.attempt(1, 0, 0), TestTasks.attempt(1, 1, 0));
        for (AttemptId consumer : consumers) {
            launch(consumersIn, consumer, routing.physicalInputs(consumer.task().index(), PRODUCERS), 0);
        }
        for (int task = 0; task < PRODUCERS; task++) {
            launch(producersIn, TestTasks.attempt(0, task, 0), 0, broadcast ? 1 : 2);
        }
        for (AttemptId consumer : consumers) {
            Await.until(() -> master.end(consumer) != null);
            assertEquals(Outcome.SUCCEEDED, master.end(consumer).getOutcome(), () -> master.end(consumer)
                    .getDiagnostics());
        }
        return consumers;
    }

    private static void sumsAreRight(boolean broadcast) {
        Map<String, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            expected.put("word" + i, 2100 * (broadcast ? 2 : 1));
        }
        assertEquals(expected, new TreeMap<>(TestProcessors.SUMS));
    }

    private void outputsAreSpread(String worker) throws IOException {
        List<Integer> named = new ArrayList<>();
        for (int task = 0; task < PRODUCERS; task++) {
            for (OutputEvent output : master.outputs(TestTasks.attempt(0, task, 0))) {
                named.add(DataMovementEventPayloadProto.parseFrom(output.getPayload())
                        .getPort());
            }
        }
        Map<Integer, Long> outputs = named.stream().collect(Collectors.groupingBy(port -> port, Collectors.counting()));
        List<Integer> ports = master.shufflePorts(worker).ports();
        assertEquals(HANDLERS, ports.size());
        assertEquals(ports.stream().collect(Collectors.toMap(port -> port, port -> 2L)), outputs);
    }

    /** A process, whose fetchers connect as such; it hears of the loss as it would from its group. */
    @Test
    void anAttemptThatFetchesFromALostHandlerComplainsAtOnce() throws Exception {
        WorkerSettings settings = settings(1);
        Process process = process(WorkerEnvironment.of(settings), WorkerEnvironment.secretsOf(settings));
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Await.until(() -> master.shufflePorts("worker-1") != null || !process.isAlive());
            master.order(
                    "worker-1",
                    TestTasks.registerDag(),
                    TestTasks.producer(TestProcessors.Words.class, TestTasks.ordered()),
                    TestTasks.consumer(TestProcessors.GroupSums.class, TestTasks.ordered(), ScatterGather.plain(1), 1));
            AttemptId consumer = TestTasks.attempt(1, 0, 0);
            launch("worker-1", consumer, 1, 0);
            master.order("worker-1", finished("127.0.0.1", hanging.getLocalPort()));
            hanging.setSoTimeout(30_000);
            try (Socket connection = hanging.accept()) {
                connection.setSoTimeout(30_000);
                assertTrue(connection.getInputStream().read() >= 0, "it asks, and from here on waits");
                assertEquals(List.of(), master.readErrors(consumer));
                String lost = "- worker-9 127.0.0.1:1,127.0.0.1:" + hanging.getLocalPort();
                master.order(
                        "worker-1",
                        Order.newBuilder()
                                .setDaemonEvents(DaemonEvents.newBuilder()
                                        .setDaemon(ShuffleDaemon.NAME)
                                        .addEvents(ByteString.copyFromUtf8(lost))));
                Await.until(() -> !master.readErrors(consumer).isEmpty(), Duration.ofSeconds(2));
                ReadError error = master.readErrors(consumer).get(0);
                assertEquals(0, error.getInputIndex());
                assertTrue(!error.getLocalFetch() && !error.getDiskErrorAtSource());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static Order.Builder finished(String host, int port) {
        DataMovementEventPayloadProto payload = DataMovementEventPayloadProto.newBuilder()
                .setHost(host)
                .setPort(port)
                .setPathComponent("attempt_1700000000000_0001_1_00_000000_0_10003")
                .setRunDuration(0)
                .build();
        return Order.newBuilder()
                .setEdgeEvents(EdgeEvents.newBuilder()
                        .setDagId(TestTasks.DAG.toString())
                        .addEvents(OutputEvent.newBuilder()
                                .setEdge(TestTasks.EDGE)
                                .setKind(OutputKind.COMPOSITE)
                                .setCount(1)
                                .setPayload(payload.toByteString())));
    }

    private void started(int id) throws IOException {
        ContainerWorker.start(settings(id));
        Await.until(() -> master.shufflePorts("worker-" + id) != null);
    }

    private WorkerSettings settings(int id) {
        return TestTasks.settings(dir, new WorkerId(id), master.address(), master.secret);
    }

    private void launch(String worker, AttemptId attempt, int physicalInputs, int physicalOutputs) {
        var launch = TestTasks.launch(attempt, 2);
        if (physicalInputs > 0) {
            launch.addPhysicalInputs(physicalInputs);
        }
        if (physicalOutputs > 0) {
            launch.addPhysicalOutputs(physicalOutputs);
        }
        master.order(worker, Order.newBuilder().setLaunch(launch));
    }

    private static Process process(Map<String, String> settings, Map<String, String> secrets) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(settings);
        builder.environment().putAll(secrets);
        return builder.start();
    }
}
