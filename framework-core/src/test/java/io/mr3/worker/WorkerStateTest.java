package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.common.routing.Broadcast;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.Routings;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.AttemptEvents;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.CommitAnswer;
import io.mr3.rpc.proto.Counter;
import io.mr3.rpc.proto.CounterGroup;
import io.mr3.rpc.proto.DagEnded;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.InEdge;
import io.mr3.rpc.proto.Kill;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RegisterWorker;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.rpc.proto.StopWorker;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.rpc.proto.VertexManagerEvent;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerStateTest {
    private static final AppId APP = new AppId(1_700_000_000_000L, 7);
    private static final DagId DAG = new DagId(APP, 1);
    private static final int EDGE = 3;

    @TempDir
    Path dir;

    private final VirtualMailboxes mailboxes = new VirtualMailboxes(1);
    private final FakeHost host = new FakeHost();
    private WorkerHarness worker;

    @BeforeEach
    void start() throws IOException {
        worker = new WorkerHarness(settings(3), mailboxes, host).serve();
        mailboxes.settle();
    }

    /** A worker that ends when it has heard nothing for ten seconds. */
    private void needsAnswers() throws IOException {
        worker = new WorkerHarness(settings(4), mailboxes, host).serve(Duration.ofSeconds(10));
        mailboxes.settle();
    }

    private WorkerSettings settings(int id) {
        return new WorkerSettings(
                new WorkerId(id),
                new InetSocketAddress("127.0.0.1", 1),
                Secret.generate(),
                "host-a",
                List.of(dir),
                2,
                1L << 30,
                0,
                "w.log",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30));
    }

    @Test
    void registersFirst() {
        RegisterWorker register = worker.reports().get(0).getRegister();
        assertEquals("worker-3", register.getWorkerId());
        assertEquals("host-a", register.getHost());
        assertEquals(ProcessHandle.current().pid(), register.getPid());
        assertEquals("w.log", register.getLogFile());
    }

    @Test
    void beatsAtTheIntervalThatItIsTold() {
        mailboxes.advance(Duration.ofMillis(3500));
        assertEquals(3, worker.reports().stream().filter(Report::hasHeartbeat).count());
    }

    @Test
    void hasAPulseThatEndsWithIt() throws IOException {
        Path pulse = dir.resolve("pulse");
        worker.showPulse(pulse);
        mailboxes.settle();
        assertTrue(Files.exists(pulse));
        Files.delete(pulse);
        mailboxes.advance(Duration.ofSeconds(10));
        assertTrue(Files.exists(pulse));
        give(Order.newBuilder().setStop(StopWorker.newBuilder().setReason("enough")));
        mailboxes.advance(Duration.ofMinutes(1));
        assertTrue(worker.ended().isDone());
        Files.delete(pulse);
        mailboxes.advance(Duration.ofMinutes(1));
        assertFalse(Files.exists(pulse));
    }

    @Test
    void goesOnWhileItsBeatsAreAnswered() throws IOException {
        needsAnswers();
        for (int i = 0; i < 60; i++) {
            mailboxes.advance(Duration.ofSeconds(8));
            give(); // an answer without orders
        }
        assertFalse(worker.ended().isDone());
    }

    @Test
    void endsWhenNothingIsHeardForTooLong() throws IOException {
        needsAnswers();
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        mailboxes.advance(Duration.ofMillis(9_500));
        assertFalse(worker.ended().isDone());
        mailboxes.advance(Duration.ofSeconds(3));
        assertEquals(1, host.attempts.get(attempt(1, 0)).kills.size(), "what ran there is killed");
        mailboxes.advance(Duration.ofMinutes(2));
        assertEquals(
                new WorkerEnd(WorkerEnd.LOST, "nothing was heard of the group for 10000 ms"),
                worker.ended().join());
    }

    @Test
    void aTimeInWhichItStoodStillItselfIsNoSilence() throws IOException {
        needsAnswers();
        mailboxes.advance(Duration.ofSeconds(5));
        mailboxes.pause(Duration.ofMinutes(10));
        mailboxes.advance(Duration.ofSeconds(2));
        give();
        mailboxes.advance(Duration.ofSeconds(5));
        assertFalse(worker.ended().isDone());
    }

    @Test
    void handsEventsOfTheLaunchToTheAttempt() {
        give(registerDag(), vertex(1));
        RoutedEvent known = processorEvent("split");
        give(Order.newBuilder().setLaunch(launchOf(attempt(1, 0)).addEvents(known)));
        assertEquals(List.of(known), heard(attempt(1, 0)));
    }

    @Test
    void passesOnWhatIsSaidAboutPlugins() {
        give(registerDag(), aboutPlugins("start"));
        assertEquals("heard start", plugins().getPayload().toStringUtf8());
    }

    @Test
    void saysWhyItRunsNoPluginsOfADag() {
        host.refusal = "no disk";
        give(registerDag(), aboutPlugins("start"));
        assertEquals(DAG + " cannot run on worker-3: no disk", plugins().getRefusal());
    }

    private static Order.Builder aboutPlugins(String text) {
        return Order.newBuilder()
                .setPlugin(
                        PluginMessage.newBuilder().setDagId(DAG.toString()).setPayload(ByteString.copyFromUtf8(text)));
    }

    private PluginMessage plugins() {
        PluginMessage said = worker.reports().stream()
                .filter(Report::hasPlugin)
                .findFirst()
                .orElseThrow()
                .getPlugin();
        assertEquals(DAG.toString(), said.getDagId());
        return said;
    }

    @Test
    void expandsTheLogOfAnEdgeForEachLiveAttempt() {
        give(registerDag(), vertex(1, edge(new ScatterGather(4, 2, 2), 2)), launch(attempt(1, 0)));
        give(edgeEvents(composite(0, 0, 4)));
        give(launch(attempt(1, 1)));
        give(edgeEvents(composite(1, 0, 4)));
        assertEquals(List.of(routed(composite(0, 0, 4), 0, 0, 2), routed(composite(1, 0, 4), 0, 2, 2)), outputs(0));
        assertEquals(List.of(routed(composite(0, 0, 4), 2, 0, 2), routed(composite(1, 0, 4), 2, 2, 2)), outputs(1));
    }

    @Test
    void newcomersDoNotHearOfFailedOutputsAndOthersHearOfTheFailure() {
        give(registerDag(), vertex(1, edge(new Broadcast(2), 2)), launch(attempt(1, 0)));
        OutputEvent failed = output(0, 0).setKind(OutputKind.FAILED_OUTPUT).build();
        give(edgeEvents(data(0, 0), data(1, 0)));
        give(edgeEvents(failed), edgeEvents(data(0, 0), data(0, 1)), launch(attempt(1, 1)));
        assertEquals(
                List.of(
                        routed(data(0, 0), 0, 0, 1),
                        routed(data(1, 0), 0, 1, 1),
                        routed(failed, 0, 0, 1),
                        routed(data(0, 1), 0, 0, 1)),
                outputs(0));
        assertEquals(List.of(routed(data(1, 0), 0, 1, 1), routed(data(0, 1), 0, 0, 1)), outputs(1));
    }

    @Test
    void masterExpandsEdgesOfPlugins() {
        InEdge byMaster = InEdge.newBuilder()
                .setEdge(EDGE)
                .setRouting(io.mr3.rpc.proto.Routing.newBuilder().setKind(io.mr3.rpc.proto.Routing.Kind.BY_MASTER))
                .build();
        give(registerDag(), vertex(1, byMaster), launch(attempt(1, 0)));
        RoutedEvent expanded =
                RoutedEvent.newBuilder().setOutput(routed(data(0, 0), 5, 6, 1)).build();
        give(Order.newBuilder()
                .setAttemptEvents(AttemptEvents.newBuilder()
                        .setAttemptId(attempt(1, 0).toString())
                        .addEvents(expanded)));
        assertEquals(List.of(expanded), heard(attempt(1, 0)));
    }

    @Test
    void joinsTheReportsOfATurn() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        FakeHost.FakeAttempt running = host.attempts.get(attempt(1, 0));
        TaskEvent event = TaskEvent.newBuilder()
                .setVertexManager(VertexManagerEvent.newBuilder().setTargetVertex("v"))
                .build();
        CounterGroup counters = CounterGroup.newBuilder()
                .setName("g")
                .addCounters(Counter.newBuilder().setName("c").setValue(1))
                .build();
        running.listener.report(running.report().addEvents(event).build());
        running.listener.report(running.report()
                .setStatus(AttemptStatus.newBuilder().setProgress(0.5f).addCounters(counters))
                .build());
        running.listener.report(running.report()
                .setStatus(AttemptStatus.newBuilder().setProgress(0.6f).setProgressNotified(true))
                .build());
        running.listener.askCommit(attempt(1, 0));
        running.end(Outcome.SUCCEEDED);
        // the messages of one batch make one turn; with another seed they may make several
        mailboxes.settle();
        assertEquals(List.of(event), worker.events(attempt(1, 0).toString()));
        assertEquals(Outcome.SUCCEEDED, worker.end(attempt(1, 0).toString()).getOutcome());
        assertTrue(worker.has(Report::hasCommitQuestion));
    }

    @Test
    void outboxJoinsStatusesAndKeepsCounters() {
        Outbox outbox = new Outbox();
        var report = io.mr3.rpc.proto.AttemptReport.newBuilder().setAttemptId("a");
        CounterGroup counters = CounterGroup.newBuilder().setName("g").build();
        outbox.add(report.clone()
                .setStatus(AttemptStatus.newBuilder()
                        .setProgress(0.5f)
                        .addCounters(counters)
                        .setProgressNotified(true))
                .build());
        outbox.add(report.clone()
                .setStatus(AttemptStatus.newBuilder().setProgress(0.6f))
                .build());
        List<FromWorker> sent = flush(outbox);
        assertEquals(1, sent.size());
        assertEquals(
                AttemptStatus.newBuilder()
                        .setProgress(0.6f)
                        .addCounters(counters)
                        .setProgressNotified(true)
                        .build(),
                sent.get(0).getReports(0).getAttempt().getStatus());
        assertEquals(List.of(), flush(outbox));
    }

    @Test
    void outboxSplitsWhatIsTooMuchForOneMessage() {
        Outbox outbox = new Outbox();
        for (int i = 0; i < 3; i++) {
            outbox.add(io.mr3.rpc.proto.AttemptReport.newBuilder()
                    .setAttemptId("a" + i)
                    .addEvents(TaskEvent.newBuilder()
                            .setOutput(OutputEvent.newBuilder().setPayload(ByteString.copyFrom(new byte[5 << 20]))))
                    .build());
        }
        assertEquals(
                List.of("a0", "a1", "a2"),
                flush(outbox).stream()
                        .map(message -> message.getReports(0).getAttempt().getAttemptId())
                        .toList());
    }

    @Test
    void passesOnTheRightToCommit() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        give(Order.newBuilder()
                .setCommitAnswer(CommitAnswer.newBuilder()
                        .setAttemptId(attempt(1, 0).toString())
                        .setGranted(true)));
        assertEquals(List.of(true), host.attempts.get(attempt(1, 0)).answers);
    }

    @Test
    void killsAnAttempt() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        give(kill(attempt(1, 0)));
        assertEquals(List.of("enough"), host.attempts.get(attempt(1, 0)).kills);
        host.attempts.get(attempt(1, 0)).end(Outcome.KILLED);
        mailboxes.advance(Duration.ofMinutes(1));
        assertFalse(worker.ended().isDone());
    }

    @Test
    void givesItselfUpIfAnAttemptIgnoresItsKill() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        give(kill(attempt(1, 0)));
        mailboxes.advance(Duration.ofSeconds(29));
        assertFalse(worker.ended().isDone());
        mailboxes.advance(Duration.ofSeconds(2));
        assertEquals(
                new WorkerEnd(WorkerEnd.UNFIT, attempt(1, 0) + " did not stop within 30000 ms"),
                worker.ended().join(),
                "it does not wait for what never comes");
        assertEquals(Outcome.KILLED, worker.end(attempt(1, 0).toString()).getOutcome());
    }

    @Test
    void anAttemptThatFailedAndIgnoresItsEndHasFailedAllTheSame() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        FakeHost.FakeAttempt running = host.attempts.get(attempt(1, 0));
        running.announcedEnd = AttemptEnd.newBuilder()
                .setOutcome(Outcome.FAILED)
                .setDiagnostics("planned")
                .build();
        running.listener.stopping(attempt(1, 0));
        mailboxes.advance(Duration.ofSeconds(31));
        assertEquals(running.announcedEnd, worker.end(attempt(1, 0).toString()));
        assertEquals(WorkerEnd.UNFIT, worker.ended().join().exitCode());
    }

    /** It cannot say so itself: its thread waits for the process to end. */
    @Test
    void anAttemptThatEndsTheProcessFailsAndOthersAreKilled() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)), launch(attempt(1, 1)));
        host.attempts.get(attempt(1, 0)).endOfProcess = AttemptEnd.newBuilder()
                .setOutcome(Outcome.FAILED)
                .setDiagnostics("System.exit was called")
                .setEndsWorker(true)
                .build();
        worker.lose();
        mailboxes.settle();
        assertEquals(
                host.attempts.get(attempt(1, 0)).endOfProcess,
                worker.end(attempt(1, 0).toString()));
        assertEquals(1, host.attempts.get(attempt(1, 1)).kills.size());
        assertFalse(worker.ended().isDone(), "the other attempt has time to stop");
        host.attempts.get(attempt(1, 1)).end(Outcome.KILLED);
        mailboxes.settle();
        assertEquals(
                new WorkerEnd(WorkerEnd.UNFIT, attempt(1, 0) + " called System.exit"),
                worker.ended().join());
    }

    @Test
    void lateOrdersAreHarmless() {
        DagId other = new DagId(APP, 9);
        give(
                kill(attempt(1, 0)),
                Order.newBuilder()
                        .setCommitAnswer(CommitAnswer.newBuilder()
                                .setAttemptId(attempt(1, 0).toString())),
                Order.newBuilder()
                        .setAttemptEvents(AttemptEvents.newBuilder()
                                .setAttemptId(attempt(1, 0).toString())
                                .addEvents(processorEvent("late"))),
                Order.newBuilder().setEdgeEvents(EdgeEvents.newBuilder().setDagId(other.toString())),
                dagEnded(other),
                vertex(1),
                launch(attempt(1, 0)));
        assertEquals(Outcome.KILLED, worker.end(attempt(1, 0).toString()).getOutcome());
        assertTrue(host.attempts.isEmpty());
        assertFalse(worker.ended().isDone());
    }

    @Test
    void attemptsOfAVertexThatCannotRunHereFailAtOnce() {
        give(
                registerDag(),
                Order.newBuilder()
                        .setRegisterVertex(RegisterVertex.newBuilder()
                                .setVertexId(new VertexId(DAG, 1).toString())
                                .setName("bad")),
                launch(attempt(1, 0)));
        assertEquals(Outcome.FATAL, worker.end(attempt(1, 0).toString()).getOutcome());
        assertEquals(
                "vertex bad cannot run on worker-3: no such class",
                worker.end(attempt(1, 0).toString()).getDiagnostics());
    }

    @Test
    void attemptsOfADagThatCannotRunHereFailAtOnce() {
        host.refusal = "no session token";
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        assertEquals(
                DAG + " cannot run on worker-3: no session token",
                worker.end(attempt(1, 0).toString()).getDiagnostics());
        assertEquals(List.of(), filesBelow(dir.resolve("usercache")));
    }

    @Test
    void anEndedDagLeavesNothing() throws IOException {
        DagId second = new DagId(APP, 2);
        give(registerDag(), registerDag(second), vertex(1), launch(attempt(1, 0)));
        List<Path> appDirs = host.dags.get(DAG).localDirs;
        assertEquals(appDirs, host.dags.get(second).localDirs);
        Path appDir = appDirs.get(0);
        assertTrue(appDir.endsWith(Path.of("usercache", "somebody", "appcache", APP.toString())));
        Path outputs = Files.createDirectories(appDir.resolve("dag_1/output/x"));
        Files.writeString(outputs.resolve("file.out"), "rows");
        Files.createDirectories(appDir.resolve("dag_2/output/y"));

        give(dagEnded(DAG));
        assertEquals(1, host.attempts.get(attempt(1, 0)).kills.size());
        assertTrue(Files.exists(outputs));
        assertFalse(host.dags.get(DAG).ended);

        host.attempts.get(attempt(1, 0)).end(Outcome.KILLED);
        mailboxes.settle();
        assertTrue(host.dags.get(DAG).ended);
        assertFalse(worker.shuffle().dags.contains(DAG.toString()));
        assertFalse(Files.exists(appDir.resolve("dag_1")));
        assertTrue(Files.exists(appDir.resolve("dag_2")));

        give(dagEnded(second));
        assertFalse(Files.exists(appDir));
        assertEquals(List.of(), filesBelow(dir));
    }

    @Test
    void lostConnectionKillsAttemptsAndEndsTheWorker() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        worker.lose();
        mailboxes.settle();
        assertEquals(1, host.attempts.get(attempt(1, 0)).kills.size());
        assertFalse(worker.ended().isDone());
        host.attempts.get(attempt(1, 0)).end(Outcome.KILLED);
        mailboxes.settle();
        assertEquals(WorkerEnd.LOST, worker.ended().join().exitCode());
        assertTrue(host.dags.get(DAG).ended);
        assertTrue(host.closed);
        assertTrue(worker.shuffle().closed);
        assertEquals(List.of(), filesBelow(dir));
        assertNull(worker.end(attempt(1, 0).toString()), "nothing may be said over a lost connection");
    }

    @Test
    void endsInGoodOrderWhenTold() {
        give(Order.newBuilder().setStop(StopWorker.newBuilder().setReason("idle")));
        assertEquals(new WorkerEnd(WorkerEnd.STOPPED, "idle"), worker.ended().join());
    }

    @Test
    void aPoisonedProcessReportsAndEnds() {
        give(registerDag(), vertex(1), launch(attempt(1, 0)));
        FakeHost.FakeAttempt running = host.attempts.get(attempt(1, 0));
        running.end(Outcome.FATAL);
        running.listener.poisoned(attempt(1, 0), new OutOfMemoryError("heap"));
        mailboxes.settle();
        assertEquals(Outcome.FATAL, worker.end(attempt(1, 0).toString()).getOutcome());
        assertEquals(WorkerEnd.UNFIT, worker.ended().join().exitCode());
    }

    @Test
    void anOrderThatMakesNoSenseEndsTheWorker() {
        mailboxes.expectFailures();
        give(registerDag(), registerDag());
        assertEquals(WorkerEnd.UNFIT, worker.ended().join().exitCode());
        assertTrue(worker.ended().join().reason().contains("expected each DAG once"));
    }

    private void give(Order.Builder... orders) {
        worker.order(orders);
        mailboxes.settle();
    }

    private List<RoutedEvent> heard(AttemptId attempt) {
        return host.attempts.get(attempt).heard;
    }

    private List<RoutedOutput> outputs(int task) {
        return heard(attempt(1, task)).stream().map(RoutedEvent::getOutput).toList();
    }

    private static List<FromWorker> flush(Outbox outbox) {
        List<FromWorker> sent = new java.util.ArrayList<>();
        outbox.flush(new GroupLink() {
            @Override
            public void send(FromWorker message) {
                sent.add(message);
            }

            @Override
            public void close(String reason) {}
        });
        return sent;
    }

    /** Regular files, but for the lock of a living worker. */
    private static List<Path> filesBelow(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static AttemptId attempt(int vertex, int task) {
        return new AttemptId(new TaskId(new VertexId(DAG, vertex), task), 0);
    }

    private static Order.Builder registerDag() {
        return registerDag(DAG);
    }

    private static Order.Builder registerDag(DagId dag) {
        return Order.newBuilder()
                .setRegisterDag(
                        RegisterDag.newBuilder().setDagId(dag.toString()).setUser("somebody"));
    }

    private static Order.Builder vertex(int index, InEdge... edges) {
        return Order.newBuilder()
                .setRegisterVertex(RegisterVertex.newBuilder()
                        .setVertexId(new VertexId(DAG, index).toString())
                        .setName("v" + index)
                        .addAllInEdges(List.of(edges)));
    }

    private static InEdge edge(EdgeRouting routing, int sourceTasks) {
        return InEdge.newBuilder()
                .setEdge(EDGE)
                .setSourceVertex("source")
                .setSourceTasks(sourceTasks)
                .setRouting(Routings.toProto(routing))
                .build();
    }

    private static Launch.Builder launchOf(AttemptId attempt) {
        return Launch.newBuilder().setAttemptId(attempt.toString());
    }

    private static Order.Builder launch(AttemptId attempt) {
        return Order.newBuilder().setLaunch(launchOf(attempt));
    }

    private static Order.Builder kill(AttemptId attempt) {
        return Order.newBuilder()
                .setKill(Kill.newBuilder().setAttemptId(attempt.toString()).setReason("enough"));
    }

    private static Order.Builder dagEnded(DagId dag) {
        return Order.newBuilder().setDagEnded(DagEnded.newBuilder().setDagId(dag.toString()));
    }

    private static Order.Builder edgeEvents(OutputEvent... events) {
        return Order.newBuilder()
                .setEdgeEvents(EdgeEvents.newBuilder().setDagId(DAG.toString()).addAllEvents(List.of(events)));
    }

    private static RoutedEvent processorEvent(String payload) {
        return RoutedEvent.newBuilder()
                .setProcessorPayload(ByteString.copyFromUtf8(payload))
                .build();
    }

    private static OutputEvent.Builder output(int task, int version) {
        return OutputEvent.newBuilder().setEdge(EDGE).setSourceTask(task).setVersion(version);
    }

    private static OutputEvent data(int task, int version) {
        return output(task, version).setKind(OutputKind.DATA).setCount(1).build();
    }

    private static OutputEvent composite(int task, int version, int count) {
        return output(task, version)
                .setKind(OutputKind.COMPOSITE)
                .setCount(count)
                .build();
    }

    private static RoutedOutput routed(OutputEvent output, int source, int target, int count) {
        return RoutedOutput.newBuilder()
                .setOutput(output)
                .setSourceIndex(source)
                .setTargetIndex(target)
                .setCount(count)
                .build();
    }
}
