package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.common.CounterGroups;
import io.mr3.common.Counters;
import io.mr3.common.routing.Broadcast;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.ScatterGather;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.AttemptEvents;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.CommitAnswer;
import io.mr3.rpc.proto.DagEnded;
import io.mr3.rpc.proto.Kill;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.testkit.Await;
import io.mr3.tez.TaskEnvironment;
import io.mr3.worker.WorkerEnd;
import io.mr3.worker.WorkerHarness;
import io.mr3.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.counters.FileSystemCounter;
import org.apache.tez.common.counters.TaskCounter;
import org.apache.tez.dag.api.EdgeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Tez tasks in a worker whose group is the test. */
class TezTaskHostTest {
    private final List<String> environmentCalls = Collections.synchronizedList(new ArrayList<>());

    /** Marks the root thread, and with it all threads of the attempt. */
    private final TaskEnvironment environment = new TaskEnvironment() {
        @Override
        public void processStarted(Role role, String name, int slots, long taskMemoryBytes, long cacheBytes) {
            environmentCalls.add(role + " " + name + " " + slots);
        }

        @Override
        public void attemptBegins(String id) {
            TestProcessors.INHERITED.set(id);
        }

        @Override
        public void attemptEnds(String id) {
            environmentCalls.add("ends " + (id.equals(TestProcessors.INHERITED.get()) ? "on its root thread" : id));
        }

        @Override
        public void dagEnded(String dagId, Configuration dagConf) {
            environmentCalls.add("dagEnded " + dagId);
        }
    };

    @TempDir
    Path dir;

    private MailboxPool pool;
    private WorkerHarness worker;

    @BeforeEach
    void start() throws IOException {
        TestProcessors.reset();
        pool = new MailboxPool("test-worker", 2);
        WorkerSettings settings = TestTasks.settings(dir);
        worker = new WorkerHarness(settings, pool, TezTaskHost.start(settings, environment)).serve();
        Await.until(() -> worker.has(report -> report.getDaemon().hasReady()));
    }

    @AfterEach
    void stop() {
        worker.lose();
        worker.ended().join();
        pool.close();
    }

    @Test
    void runsAShuffle() {
        runTwoVertices(TestTasks.ordered(), TestProcessors.GroupSums.class, ScatterGather.plain(2), 2, 2);
        assertEquals(sums(300), new TreeMap<>(TestProcessors.SUMS));
        OutputEvent output = worker.events(TestTasks.attempt(0, 1, 0).toString()).stream()
                .filter(TaskEvent::hasOutput)
                .findFirst()
                .orElseThrow()
                .getOutput();
        assertEquals(TestTasks.EDGE, output.getEdge());
        assertEquals(OutputKind.COMPOSITE, output.getKind());
        assertEquals(1, output.getSourceTask());
        assertEquals(2, output.getCount());
    }

    @Test
    void runsAShuffleWhoseConsumerReadsARange() {
        runTwoVertices(TestTasks.ordered(), TestProcessors.GroupSums.class, new ScatterGather(4, 4, 1), 4, 1);
        assertEquals(sums(300), new TreeMap<>(TestProcessors.SUMS));
    }

    @Test
    void runsABroadcast() {
        runTwoVertices(TestTasks.broadcast(), TestProcessors.PairSums.class, new Broadcast(2), 1, 2);
        assertEquals(sums(600), new TreeMap<>(TestProcessors.SUMS));
    }

    @Test
    void outputsOfTheCloseAndTheSuccessAreOneReport() {
        runTwoVertices(TestTasks.ordered(), TestProcessors.GroupSums.class, ScatterGather.plain(2), 2, 2);
        AttemptReport last = worker.reports(TestTasks.attempt(0, 0, 0).toString()).stream()
                .filter(AttemptReport::hasEnd)
                .findFirst()
                .orElseThrow();
        assertTrue(last.getEventsList().stream().anyMatch(TaskEvent::hasOutput), last::toString);
        Counters counters = CounterGroups.read(last.getStatus().getCountersList());
        assertEquals(1000, counters.get(TaskCounter.class.getName(), TaskCounter.OUTPUT_RECORDS.name()));
        assertTrue(counters.get(TaskCounter.class.getName(), TaskCounter.CPU_MILLISECONDS.name()) > 0);
        assertTrue(counters.get(TaskCounter.class.getName(), TaskCounter.WALL_CLOCK_MILLISECONDS.name()) > 0);
        assertEquals(1, last.getStatus().getProgress());
    }

    @Test
    void runsFourAttemptsAtOnceEachWithWhatItsRootThreadCarries() {
        TestProcessors.meeting = new CyclicBarrier(4);
        worker.order(TestTasks.registerDag(), TestTasks.lone(TestProcessors.Meeting.class, ""));
        for (int task = 0; task < 4; task++) {
            worker.launch(TestTasks.launch(TestTasks.attempt(0, task, 0), 4));
        }
        for (int task = 0; task < 4; task++) {
            AttemptId attempt = TestTasks.attempt(0, task, 0);
            succeeds(attempt);
            assertTrue(TestProcessors.SEEN.containsValue(attempt.toString()), attempt + " in " + TestProcessors.SEEN);
        }
        assertEquals(4, TestProcessors.THREADS.size());
        assertEquals("tester", TestProcessors.SEEN.get("user"));
        assertEquals(128L << 20, TestProcessors.SEEN.get("memory"));
        assertEquals("WORKER worker-1 4", environmentCalls.get(0));
        assertEquals(4, Collections.frequency(environmentCalls, "ends on its root thread"));
    }

    @Test
    void anAttemptThatCannotReadItsEventsFails() {
        AttemptId attempt = launchLone(TestProcessors.Endless.class, "");
        worker.order(Order.newBuilder()
                .setAttemptEvents(AttemptEvents.newBuilder()
                        .setAttemptId(attempt.toString())
                        .addEvents(RoutedEvent.getDefaultInstance())));
        AttemptEnd end = ends(attempt);
        assertEquals(Outcome.FAILED, end.getOutcome());
        assertTrue(
                end.getDiagnostics()
                        .startsWith(
                                "java.lang.IllegalArgumentException: expected an event for an input or the processor"),
                end::getDiagnostics);
    }

    @Test
    void plantedSharedExecutorLosesWhatTheRootThreadCarries() {
        System.setProperty(PlantedMistake.PROPERTY, "shared-executor");
        try {
            TestProcessors.meeting = new CyclicBarrier(1);
            worker.order(TestTasks.registerDag(), TestTasks.lone(TestProcessors.Meeting.class, ""));
            for (int task = 0; task < 2; task++) {
                worker.launch(TestTasks.launch(TestTasks.attempt(0, task, 0), 2));
                succeeds(TestTasks.attempt(0, task, 0));
            }
            assertFalse(
                    TestProcessors.SEEN.containsValue(TestTasks.attempt(0, 1, 0).toString()));
        } finally {
            System.clearProperty(PlantedMistake.PROPERTY);
        }
    }

    @Test
    void killsAnAttempt() throws InterruptedException {
        AttemptId attempt = launchLone(TestProcessors.Endless.class, "");
        TestProcessors.started.await();
        worker.order(Order.newBuilder()
                .setKill(Kill.newBuilder().setAttemptId(attempt.toString()).setReason("enough")));
        AttemptEnd end = ends(attempt);
        assertEquals(Outcome.KILLED, end.getOutcome());
        assertEquals("enough", end.getDiagnostics());
    }

    @Test
    void namesTheRootCauseFirst() {
        AttemptId attempt = launchLone(TestProcessors.Failing.class, "e");
        AttemptEnd end = ends(attempt);
        assertEquals(Outcome.FAILED, end.getOutcome());
        List<String> lines = end.getDiagnostics().lines().toList();
        assertEquals("java.lang.IllegalStateException: the root cause", lines.get(0));
        assertEquals("  in " + attempt + " of vertex lone on worker-1@localhost, log worker.log", lines.get(1));
        assertTrue(end.getDiagnostics().contains("TestProcessors$Failing.run"), end::getDiagnostics);
    }

    @Test
    void fatalFailuresAreFatal() {
        AttemptEnd end = ends(launchLone(TestProcessors.Failing.class, "f"));
        assertEquals(Outcome.FATAL, end.getOutcome());
        assertTrue(end.getDiagnostics().startsWith("java.lang.IllegalStateException: bad row"), end::getDiagnostics);
    }

    @Test
    void outOfMemoryIsReportedAndEndsTheWorker() {
        AttemptEnd end = ends(launchLone(TestProcessors.Failing.class, "m"));
        assertEquals(Outcome.FAILED, end.getOutcome(), "another attempt may have taken the memory");
        assertTrue(end.getEndsWorker());
        assertTrue(end.getDiagnostics().startsWith("java.lang.OutOfMemoryError: planted"), end::getDiagnostics);
        assertEquals(WorkerEnd.UNFIT, worker.ended().join().exitCode());
    }

    @Test
    void anAttemptWhoseOutputsWereNeverClosedHasNotSucceeded() {
        AttemptEnd end = ends(launchLone(TestProcessors.Failing.class, "i"));
        assertEquals(Outcome.FAILED, end.getOutcome());
        assertTrue(end.getDiagnostics().startsWith("interrupted before its outputs were closed"));
    }

    @Test
    void asksBeforeItCommitsAndReportsProgress() {
        AttemptId attempt = launchLone(TestProcessors.Committing.class, "");
        Await.until(() -> worker.has(Report::hasCommitQuestion));
        assertFalse(TestProcessors.SEEN.containsKey("canCommit"));
        worker.order(Order.newBuilder()
                .setCommitAnswer(CommitAnswer.newBuilder()
                        .setAttemptId(attempt.toString())
                        .setGranted(true)));
        Await.until(() -> worker.reports(attempt.toString()).stream()
                .anyMatch(report -> report.getStatus().getProgress() == 0.25f
                        && report.getStatus().getCountersCount() > 0));
        TestProcessors.started.countDown();
        succeeds(attempt);
        assertEquals(true, TestProcessors.SEEN.get("canCommit"));
        Counters counters = CounterGroups.read(worker.reports(attempt.toString()).stream()
                .filter(AttemptReport::hasEnd)
                .findFirst()
                .orElseThrow()
                .getStatus()
                .getCountersList());
        long written = counters.get(FileSystemCounter.class.getName(), "FILE_BYTES_WRITTEN");
        assertTrue(written >= 1000 && written < 1100, "1000 bytes and a checksum, got " + written);
    }

    @Test
    void anEndedDagLeavesNoFilesAndNoThreads() {
        Set<Thread> before = attemptThreads(); // what the planted shared executor keeps
        runTwoVertices(TestTasks.ordered(), TestProcessors.GroupSums.class, ScatterGather.plain(2), 2, 2);
        assertTrue(filesBelowDir().stream().anyMatch(file -> file.endsWith("file.out")), "outputs are on disk");
        worker.order(Order.newBuilder().setDagEnded(DagEnded.newBuilder().setDagId(TestTasks.DAG.toString())));
        Await.until(
                () -> filesBelowDir().stream().allMatch(file -> file.toString().endsWith(".lock")));
        assertEquals("dagEnded " + TestTasks.DAG, environmentCalls.get(environmentCalls.size() - 1));
        Await.until(() -> before.containsAll(attemptThreads()));
    }

    private void runTwoVertices(
            EdgeProperty edge, Class<?> consumer, EdgeRouting routing, int physicalOutputs, int consumers) {
        worker.handOn();
        worker.order(
                TestTasks.registerDag(),
                TestTasks.producer(TestProcessors.Words.class, edge),
                TestTasks.consumer(consumer, edge, routing, 2));
        List<AttemptId> attempts = new ArrayList<>();
        for (int task = 0; task < consumers; task++) {
            attempts.add(TestTasks.attempt(1, task, 0));
            worker.launch(TestTasks.launch(TestTasks.attempt(1, task, 0), consumers)
                    .addPhysicalInputs(routing.physicalInputs(task, 2)));
        }
        for (int task = 0; task < 2; task++) {
            attempts.add(TestTasks.attempt(0, task, 0));
            worker.launch(TestTasks.launch(TestTasks.attempt(0, task, 0), 2).addPhysicalOutputs(physicalOutputs));
        }
        attempts.forEach(this::succeeds);
    }

    private static Map<String, Integer> sums(int each) {
        Map<String, Integer> sums = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            sums.put("word" + i, each);
        }
        return sums;
    }

    private AttemptId launchLone(Class<?> processor, String payload) {
        AttemptId attempt = TestTasks.attempt(0, 0, 0);
        worker.order(TestTasks.registerDag(), TestTasks.lone(processor, payload));
        worker.launch(TestTasks.launch(attempt, 1));
        return attempt;
    }

    private void succeeds(AttemptId attempt) {
        AttemptEnd end = ends(attempt);
        assertEquals(Outcome.SUCCEEDED, end.getOutcome(), end::getDiagnostics);
    }

    private AttemptEnd ends(AttemptId attempt) {
        Await.until(() -> worker.end(attempt.toString()) != null);
        return worker.end(attempt.toString());
    }

    private List<Path> filesBelowDir() {
        try (var files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(dir.resolve("changed while it was read"));
        }
    }

    /** Threads that attempts have made, but for those that belong to the process whoever is the first to need them. */
    private static Set<Thread> attemptThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getThreadGroup() != null
                        && thread.getThreadGroup().getName().startsWith("mr3-slot-"))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool")
                        && !thread.getName().startsWith("org.apache.hadoop.fs"))
                .collect(Collectors.toSet());
    }
}
