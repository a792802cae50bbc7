package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.common.WorkerId;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.testkit.Await;
import io.mr3.worker.ContainerWorker;
import io.mr3.worker.FakeMaster;
import io.mr3.worker.WorkerEnd;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.tez.common.counters.TaskCounter;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DataMovementEventPayloadProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with two real directories, of which one can no longer be written but read. */
class BadDisksOfWorkersTest {
    private static final String FROM_DISK = TaskCounter.SHUFFLE_BYTES_DISK_DIRECT.name();

    @TempDir
    Path dir;

    private FakeMaster master;
    private ContainerWorker worker;

    @BeforeEach
    void start() throws IOException {
        TestProcessors.reset();
        master = new FakeMaster();
        worker = ContainerWorker.start(TestTasks.settings(
                List.of(dir.resolve("disk1"), dir.resolve("disk2")),
                Duration.ofMillis(100),
                new WorkerId(1),
                master.address(),
                master.secret));
        Await.until(() -> master.shufflePorts("worker-1") != null);
        master.order(
                "worker-1",
                TestTasks.registerDag(),
                TestTasks.producer(TestProcessors.Words.class, TestTasks.ordered()),
                TestTasks.consumer(TestProcessors.GroupSums.class, TestTasks.ordered(), ScatterGather.plain(1), 2));
    }

    @AfterEach
    void stop() {
        worker.stop(new WorkerEnd(WorkerEnd.STOPPED, "test"));
        worker.ended().join();
        master.close();
    }

    @Test
    void whatLiesOnItIsFetchedAndNothingNewIsWritten() throws Exception {
        runs(TestTasks.attempt(0, 0, 0));
        Path written = outputs().get(0);
        Path bad = dir.relativize(written).getName(0);
        // where the probe would write
        Path inTheWay = ownDirectory(dir.resolve(bad)).resolve("disk-check");
        makeBad(inTheWay);
        Await.until(() -> !master.badDirectories("worker-1").isEmpty());
        assertTrue(master.badDirectories("worker-1").get(0).startsWith(dir.resolve(bad) + ": cannot be written: "));

        AttemptId late = TestTasks.attempt(0, 1, 0);
        runs(late);
        List<Path> all = outputs();
        assertEquals(2, all.size());
        assertEquals(
                List.of(written),
                all.stream().filter(file -> file.startsWith(dir.resolve(bad))).toList());
        OutputEvent output = master.outputs(late).get(0);
        assertEquals(
                master.shufflePorts("worker-1").ports().get(0),
                DataMovementEventPayloadProto.parseFrom(output.getPayload()).getPort());

        AttemptId consumer = TestTasks.attempt(1, 0, 0);
        runs(consumer);
        assertTrue(master.counter(consumer, TaskCounter.SHUFFLE_BYTES.name()) > 0);
        assertEquals(0, master.counter(consumer, FROM_DISK), "Tez would look on the good disk alone");
        sumsAreRight();

        Files.delete(inTheWay.resolve("something"));
        Files.delete(inTheWay);
        Await.until(() -> master.badDirectories("worker-1").isEmpty());
        AttemptId again = TestTasks.attempt(1, 0, 1);
        TestProcessors.reset();
        runs(again);
        assertEquals(
                master.counter(again, TaskCounter.SHUFFLE_BYTES.name()), master.counter(again, FROM_DISK), "all of it");
        sumsAreRight();
    }

    /** A full directory: the probe itself deletes an empty one. */
    private static void makeBad(Path inTheWay) throws Exception {
        Await.until(() -> {
            try {
                Files.createDirectories(inTheWay);
                Files.createFile(inTheWay.resolve("something"));
                return true;
            } catch (FileSystemException e) {
                // a probe was at work
                return false;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void runs(AttemptId attempt) {
        var launch = TestTasks.launch(attempt, 2);
        if (attempt.task().vertex().index() == 0) {
            launch.addPhysicalOutputs(1);
        } else {
            launch.addPhysicalInputs(2);
        }
        master.order("worker-1", Order.newBuilder().setLaunch(launch));
        Await.until(() -> master.end(attempt) != null);
        assertEquals(Outcome.SUCCEEDED, master.end(attempt).getOutcome(), () -> master.end(attempt)
                .getDiagnostics());
        assertFalse(master.end(attempt).getEndsWorker());
    }

    private static void sumsAreRight() {
        Map<String, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            expected.put("word" + i, 300);
        }
        assertEquals(expected, new TreeMap<>(TestProcessors.SUMS));
    }

    private List<Path> outputs() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(file -> file.endsWith("file.out")).toList();
        }
    }

    private static Path ownDirectory(Path disk) throws IOException {
        try (Stream<Path> entries = Files.list(disk)) {
            return entries.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}
