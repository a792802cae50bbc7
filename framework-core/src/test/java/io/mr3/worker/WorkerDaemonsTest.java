package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.DaemonEvents;
import io.mr3.rpc.proto.DaemonReport;
import io.mr3.rpc.proto.DaemonStart;
import io.mr3.rpc.proto.Kill;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.StopWorker;
import io.mr3.testkit.RecordedDaemon;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker does for its daemons. */
class WorkerDaemonsTest {
    private static final DagId DAG = new DagId(new AppId(1, 7), 1);
    private static final AttemptId ATTEMPT = new AttemptId(new TaskId(new VertexId(DAG, 0), 0), 0);

    @TempDir
    Path dir;

    private final VirtualMailboxes mailboxes = new VirtualMailboxes(1);
    private final FakeHost host = new FakeHost();
    private final RecordedDaemon.World daemon = RecordedDaemon.world("lookup");
    private WorkerHarness worker;

    @BeforeEach
    void start() throws IOException {
        WorkerSettings settings = new WorkerSettings(
                new WorkerId(3),
                new InetSocketAddress("127.0.0.1", 1),
                Secret.generate(),
                "host-a",
                List.of(dir),
                2,
                1L << 30,
                5L << 20,
                "w.log",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30));
        worker = new WorkerHarness(settings, mailboxes, host);
    }

    private Order.Builder introduction(int history) {
        return Order.newBuilder()
                .setRegistered(Registered.newBuilder()
                        .setHeartbeatIntervalMs(1000)
                        .addDaemons(DaemonStart.newBuilder()
                                .setName("lookup")
                                .setClassName(daemon.spec().className())
                                .setPayload(daemon.spec().settings().payload())
                                .setHistory(history)));
    }

    private static Order.Builder events(String... events) {
        DaemonEvents.Builder batch = DaemonEvents.newBuilder().setDaemon("lookup");
        for (String event : events) {
            batch.addEvents(ByteString.copyFromUtf8(event));
        }
        return Order.newBuilder().setDaemonEvents(batch);
    }

    private void give(Order.Builder... orders) {
        worker.order(orders);
        mailboxes.settle();
    }

    private List<DaemonReport> daemonReports() {
        return worker.reports().stream()
                .filter(Report::hasDaemon)
                .map(Report::getDaemon)
                .toList();
    }

    private RecordedDaemon.Attempt attempt() {
        return daemon.attempts.get("worker-3");
    }

    @Test
    void isReadyWhenItHasHandledTheWholeHistory() {
        give(introduction(3), events("a", "b"));
        assertEquals(List.of(), daemonReports());
        give(events("c", "d"));
        assertEquals(List.of("a", "b", "c", "d"), attempt().events);
        assertEquals(1, daemonReports().size());
        assertTrue(daemonReports().get(0).hasReady());
    }

    @Test
    void aDaemonKnowsItsWorkerAndSpeaksToItsTask() {
        give(introduction(0));
        assertEquals("worker-3", attempt().context.worker());
        assertEquals("host-a", attempt().context.host());
        assertEquals(2, attempt().context.slots());
        assertEquals(5L << 20, attempt().context.cacheBytes());
        attempt().context.send(ByteString.copyFromUtf8("hello"));
        mailboxes.settle();
        assertEquals("hello", daemonReports().get(1).getMessage().toStringUtf8());
    }

    @Test
    void theWorkerDoesNotStartIfADaemonDoesNot() {
        daemon.unfit.add("worker-3");
        give(introduction(0));
        String reason = "daemon lookup of worker-3 did not start: java.lang.IllegalStateException: no lookup to be had";
        assertEquals(reason, daemonReports().get(0).getFailed());
        assertEquals(
                new WorkerEnd(WorkerEnd.NOT_STARTED, reason), worker.ended().join());
        assertTrue(attempt().closed);
    }

    @Test
    void theWorkerEndsIfADaemonFailsLater() {
        give(introduction(0));
        attempt().failsOn = "b";
        give(events("a", "b", "c"));
        assertEquals(List.of("a"), attempt().events);
        String reason = "daemon lookup of worker-3 could not handle an event: java.lang.IllegalStateException: does not"
                + " understand b";
        assertEquals(reason, daemonReports().get(1).getFailed());
        assertEquals(new WorkerEnd(WorkerEnd.UNFIT, reason), worker.ended().join());
    }

    @Test
    void theWorkerEndsIfADaemonSaysThatItCanNotGoOn() {
        give(introduction(0));
        attempt().context.fail(new IOException("disk is gone"));
        mailboxes.settle();
        assertEquals(
                "daemon lookup of worker-3 failed: java.io.IOException: disk is gone",
                worker.ended().join().reason());
    }

    @Test
    void ordersOfADagWaitUntilAllDaemonsKnowIt() {
        give(introduction(0));
        // all at once: the daemon has its own mailbox, and hears of the DAG later than the worker
        worker.order(
                Order.newBuilder()
                        .setRegisterDag(RegisterDag.newBuilder()
                                .setDagId(DAG.toString())
                                .setUser("u")),
                Order.newBuilder()
                        .setRegisterVertex(RegisterVertex.newBuilder()
                                .setVertexId(ATTEMPT.vertex().toString())
                                .setName("v")),
                Order.newBuilder().setLaunch(Launch.newBuilder().setAttemptId(ATTEMPT.toString())),
                Order.newBuilder()
                        .setKill(Kill.newBuilder()
                                .setAttemptId(ATTEMPT.toString())
                                .setReason("no longer wanted")));
        mailboxes.afterEachStep(() -> assertTrue(
                host.attempts.get(ATTEMPT) == null || attempt().dags.contains(DAG.toString()),
                "an attempt runs before the daemon knows of its DAG"));
        mailboxes.settle();
        assertNotNull(host.attempts.get(ATTEMPT));
        assertEquals(List.of("no longer wanted"), host.attempts.get(ATTEMPT).kills);
    }

    /** As when the worker has come to another group. */
    @Test
    void aDaemonThatBothGroupsHaveGoesOnAndHearsTheOtherHistory() {
        daemon.forgets = true;
        give(introduction(0), events("a"));
        RecordedDaemon.Attempt before = attempt();
        give(introduction(2), events("x"));
        assertEquals(1, daemonReports().size());
        give(events("y", "z"));
        assertEquals(List.of("x", "y", "z"), before.events);
        assertFalse(before.closed);
        assertEquals(2, daemonReports().get(1).getRegistration());
        assertTrue(daemonReports().get(1).hasReady());
    }

    @Test
    void aDaemonThatCanNotForgetIsMadeAgainAndToldOfTheDagsThatAreThere() {
        give(introduction(0), events("a"));
        give(Order.newBuilder()
                .setRegisterDag(
                        RegisterDag.newBuilder().setDagId(DAG.toString()).setUser("u")));
        RecordedDaemon.Attempt before = attempt();
        give(introduction(1), events("x"));
        assertTrue(before.closed);
        assertEquals(List.of("x"), attempt().events);
        assertEquals(Set.of(DAG.toString()), attempt().dags);
        assertEquals(2, daemonReports().get(1).getRegistration());
    }

    @Test
    void aDaemonThatTheOtherGroupLacksIsClosed() {
        give(introduction(0));
        give(Order.newBuilder().setRegistered(Registered.newBuilder().setHeartbeatIntervalMs(1000)));
        assertTrue(attempt().closed);
        assertFalse(worker.ended().isDone());
    }

    @Test
    void closesDaemonsWhenNoAttemptRunsAnyMore() {
        give(introduction(0));
        give(Order.newBuilder().setStop(StopWorker.newBuilder().setReason("idle")));
        assertTrue(attempt().closed);
        assertTrue(worker.ended().isDone());
    }

    @Test
    void eventsForADaemonThatIsNotThereEndTheWorker() {
        mailboxes.expectFailures();
        give(
                introduction(0),
                Order.newBuilder().setDaemonEvents(DaemonEvents.newBuilder().setDaemon("prices")));
        assertTrue(worker.ended().join().reason().contains("expected events for one of [lookup], got some for prices"));
        assertNull(host.attempts.get(ATTEMPT));
    }
}
