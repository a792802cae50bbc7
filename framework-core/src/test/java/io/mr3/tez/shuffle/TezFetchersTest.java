package io.mr3.tez.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.shuffle.ShuffleServer;
import io.mr3.shuffle.ShuffleSettings;
import io.mr3.testkit.Await;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.IntWritable;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputContext;
import org.apache.tez.runtime.api.events.InputReadErrorEvent;
import org.apache.tez.runtime.library.api.KeyValuesReader;
import org.apache.tez.runtime.library.common.shuffle.InputAttemptFetchFailure;
import org.apache.tez.runtime.library.input.OrderedGroupedKVInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server with outputs of Tez's writers on one side and Tez's own fetchers on the other. */
@Timeout(60)
class TezFetchersTest {
    private static final DagId DAG = new DagId(new AppId(1700000000000L, 12), 5);
    private static final int PARTITIONS = 6;

    @TempDir
    Path disk1;

    @TempDir
    Path disk2;

    @TempDir
    Path consumerDir;

    private Configuration conf;
    private ShuffleServer server;

    @BeforeEach
    void start() throws Exception {
        conf = TezOutput.configuration(List.of(disk1, disk2));
        server = ShuffleServer.start(ShuffleSettings.DEFAULT);
        server.registerDag(DAG, ConsumerContext.SECRET, List.of(disk1, disk2));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void onePartition() throws Exception {
        TezOutput.write(conf, DAG, output(0), partitions(0));
        TezFetch fetch = fetch(3, 1, List.of(output(0)));
        assertEquals(Map.of(output(0) + "/3", records(0, 3)), fetch.fetched);
        assertTrue(fetch.failed.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rangesOfSeveralOutputsOnSeveralDisks(boolean keepAlive) throws Exception {
        List<String> outputs = new ArrayList<>();
        Map<String, SortedMap<String, Integer>> expected = new TreeMap<>();
        for (int task = 0; task < 8; task++) {
            TezOutput.write(conf, DAG, output(task), partitions(task));
            outputs.add(output(task));
            for (int p = 1; p <= 4; p++) {
                if (p != 2) {
                    expected.put(output(task) + "/" + p, records(task, p));
                }
            }
        }
        TezFetch fetch = fetch(1, 4, outputs, keepAlive, ConsumerContext.SECRET);
        assertEquals(expected, new TreeMap<>(fetch.fetched));
        assertTrue(fetch.failed.isEmpty());
        assertEquals(1, server.counters().requests(), "one request brings all");
    }

    @Test
    void aWrongSecretBringsNothing() throws Exception {
        TezOutput.write(conf, DAG, output(0), partitions(0));
        TezFetch fetch = fetch(0, 1, List.of(output(0)), false, "guess".getBytes(StandardCharsets.US_ASCII));
        assertTrue(fetch.fetched.isEmpty());
        assertEquals(1, fetch.failed.size());
        assertFalse(fetch.failed.peek().isDiskErrorAtSource());
    }

    @Test
    void aLostOutputIsTheOnlyOneToBlame() throws Exception {
        TezOutput.write(conf, DAG, output(0), partitions(0));
        TezOutput.write(conf, DAG, output(2), partitions(2));
        TezFetch fetch = fetch(0, 2, List.of(output(0), output(1), output(2)));
        assertEquals(2, fetch.fetched.size());
        assertEquals(1, fetch.failed.size());
        InputAttemptFetchFailure failure = fetch.failed.peek();
        assertTrue(failure.isDiskErrorAtSource());
        assertEquals(output(1), failure.getInputAttemptIdentifier().getPathComponent());
    }

    /** Wherever a bit changes: the output is fetched as it was written, or the fetch has failed. */
    @Test
    void bytesThatChangeOnTheirWayAreNeverReadAsRecords() throws Exception {
        TezOutput.write(conf, DAG, output(0), partitions(0));
        try (ShuffleServer elsewhere = ShuffleServer.start(ShuffleSettings.DEFAULT.listeningOn("127.0.0.2", 0));
                FlippingProxy proxy = new FlippingProxy(new InetSocketAddress("127.0.0.2", elsewhere.port()))) {
            elsewhere.registerDag(DAG, ConsumerContext.SECRET, List.of(disk1, disk2));
            assertEquals(Map.of(output(0) + "/3", records(0, 3)), fetchFrom(elsewhere.port()).fetched);
            Await.until(() -> proxy.answered() > 1000);
            long answer = proxy.answered();
            int failed = 0;
            for (long position = 0; position < answer; position += 401) {
                proxy.flipAt(position);
                TezFetch fetch = fetchFrom(elsewhere.port());
                failed += fetch.failed.size();
                if (fetch.failed.isEmpty()) {
                    assertEquals(Map.of(output(0) + "/3", records(0, 3)), fetch.fetched, "bit at " + position);
                }
            }
            // what may change unnoticed is of the headers of HTTP that nobody looks at
            assertTrue(failed > answer / 401 - 3, failed + " of " + answer / 401 + " changes were noticed");
        }
    }

    private TezFetch fetchFrom(int port) throws Exception {
        return fetch(port, 3, 1, List.of(output(0)), false, ConsumerContext.SECRET);
    }

    @Test
    void aHundredFetchesAtOnceGetTheRightRecords() throws Exception {
        for (int task = 0; task < 20; task++) {
            TezOutput.write(conf, DAG, output(task), partitions(task));
        }
        ExecutorService clients = Executors.newFixedThreadPool(20);
        try {
            List<Future<TezFetch>> fetches = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int task = i % 20;
                int partition = 3 + i % 3;
                fetches.add(clients.submit(
                        () -> fetch(partition, 1, List.of(output(task)), task % 2 == 0, ConsumerContext.SECRET)));
            }
            for (int i = 0; i < 100; i++) {
                int task = i % 20;
                int partition = 3 + i % 3;
                assertEquals(
                        Map.of(output(task) + "/" + partition, records(task, partition)),
                        fetches.get(i).get().fetched);
            }
        } finally {
            clients.shutdownNow();
        }
        assertEquals(0, server.counters().errors());
    }

    @Test
    void anEndedDagLeavesNoFiles() throws Exception {
        TezOutput.write(conf, DAG, output(0), partitions(0));
        server.dagEnded(DAG).join();
        assertFalse(Files.exists(disk1.resolve("dag_5")));
        assertFalse(Files.exists(disk2.resolve("dag_5")));
        assertEquals(1, fetch(0, 1, List.of(output(0))).failed.size());
    }

    @Test
    void anOrderedInputMergesWhatItFetches() throws Exception {
        SortedMap<String, List<Integer>> expected = new TreeMap<>();
        for (int task = 0; task < 10; task++) {
            TezOutput.write(conf, DAG, output(task), partitions(task));
            for (int p = 3; p <= 4; p++) {
                records(task, p).forEach((key, value) -> expected.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(value));
            }
        }
        OrderedGroupedKVInput input = orderedInput(10 * 2, new ConcurrentLinkedQueue<>());
        for (int task = 0; task < 10; task++) {
            input.handleEvents(List.of(finished(task, 3, task * 2, 2)));
        }
        SortedMap<String, List<Integer>> read = new TreeMap<>();
        KeyValuesReader reader = input.getReader();
        while (reader.next()) {
            List<Integer> values = read.computeIfAbsent(reader.getCurrentKey().toString(), k -> new ArrayList<>());
            reader.getCurrentValues().forEach(value -> values.add(((IntWritable) value).get()));
        }
        input.close();
        expected.values().forEach(values -> values.sort(null));
        read.values().forEach(values -> values.sort(null));
        assertEquals(expected, read);
    }

    @Test
    void anOrderedInputReportsALostOutputAsADiskErrorOfItsProducer() throws Exception {
        TezOutput.write(conf, DAG, output(0), partitions(0));
        ConcurrentLinkedQueue<Event> sent = new ConcurrentLinkedQueue<>();
        OrderedGroupedKVInput input = orderedInput(2, sent);
        input.handleEvents(List.of(finished(0, 3, 0, 1), finished(1, 3, 1, 1)));
        Await.until(() -> !sent.isEmpty());
        input.close();
        InputReadErrorEvent error = (InputReadErrorEvent) sent.peek();
        assertEquals(1, error.getIndex());
        assertTrue(error.isDiskErrorAtSource());
    }

    private OrderedGroupedKVInput orderedInput(int inputs, ConcurrentLinkedQueue<Event> sent) throws Exception {
        return TezInputs.ordered(DAG, conf, consumerDir, inputs, sent);
    }

    private Event finished(int task, int firstPartition, int inputIndex, int count) {
        return TezInputs.finished("127.0.0.1", server.port(), output(task), firstPartition, inputIndex, count);
    }

    private static String output(int task) {
        return String.format("attempt_%d_%04d_%d_00_%06d_0_10003", 1700000000000L, 12, 5, task);
    }

    /** Partition 2 was never written; the others have different sizes. */
    private static List<SortedMap<String, Integer>> partitions(int task) {
        List<SortedMap<String, Integer>> partitions = new ArrayList<>();
        for (int p = 0; p < PARTITIONS; p++) {
            partitions.add(p == 2 ? null : records(task, p));
        }
        return partitions;
    }

    private static SortedMap<String, Integer> records(int task, int partition) {
        SortedMap<String, Integer> records = new TreeMap<>();
        for (int i = 0; i < 10 + 300 * partition; i++) {
            records.put(partition + "-key-" + i, task * 100_000 + i);
        }
        return records;
    }

    private TezFetch fetch(int partition, int count, List<String> outputs) throws Exception {
        return fetch(partition, count, outputs, false, ConsumerContext.SECRET);
    }

    private TezFetch fetch(int partition, int count, List<String> outputs, boolean keepAlive, byte[] secret)
            throws Exception {
        return fetch(server.port(), partition, count, outputs, keepAlive, secret);
    }

    private TezFetch fetch(int port, int partition, int count, List<String> outputs, boolean keepAlive, byte[] secret)
            throws Exception {
        InputContext context = ConsumerContext.of(DAG, conf, consumerDir, new ConcurrentLinkedQueue<>());
        return TezFetch.of(context, conf, keepAlive, secret, "127.0.0.1", port, partition, count, outputs);
    }
}
