package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.dag;
import static io.mr3.am.group.GroupFixture.launchOrder;
import static io.mr3.am.group.GroupFixture.ready;
import static io.mr3.am.group.GroupFixture.request;
import static io.mr3.am.group.GroupFixture.rerun;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.LeaseEnd;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.EdgeEvents;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each message that can meet another on its way between a DAG, its group and a worker, in both orders. */
class LeaseCrossingTest {
    private static final AttemptId A = attempt(1, 0, 0);
    private static final AttemptId B = attempt(1, 0, 1);
    private static final AttemptId LATE = attempt(1, 5, 0);

    private final GroupFixture at = new GroupFixture(2, 1);
    private final RecordedDag dag = at.join(1);

    @Test
    void aLeaseGoesFromRequestToItsEnd() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        assertEquals("worker-1@host1", dag.placed.get(A).location());
        assertEquals("/log/worker-1", dag.placed.get(A).logFile());
        at.launch(A, worker);
        worker.progress(A);
        worker.askToCommit(A);
        worker.succeed(A);
        at.world.settle();
        assertEquals(
                List.of(
                        "placed " + A + " worker-1",
                        "reported " + A,
                        "commitAsked " + A,
                        "reported " + A + " SUCCEEDED",
                        "ended " + A + " FINISHED"),
                dag.takeLog());
        assertEquals(List.of("registered", "launch " + A), worker.takeOrders());
        assertEquals(0, at.group.status().busySlots());
    }

    @Test
    void cancelOfAWaitingRequest() {
        at.ask(ready(A));
        at.group.cancel(A);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.CANCELLED, dag.ended.get(A).kind());
        at.worker(1);
        assertTrue(dag.placed.isEmpty());
    }

    @Test
    void cancelMeetsPlaced() {
        at.worker(1);
        at.group.request(ready(A));
        at.world.settle();
        // placed is on its way to the DAG, which has cancelled in the meantime
        at.group.cancel(A);
        at.group.cancel(A);
        at.world.settle();
        assertEquals(List.of("placed " + A + " worker-1", "ended " + A + " CANCELLED"), dag.takeLog());
        assertEquals(0, at.group.status().busySlots());
    }

    @Test
    void cancelAfterTheEndIsHarmless() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        worker.succeed(A);
        at.world.settle();
        at.group.cancel(A);
        at.group.inputsReady(A);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.FINISHED, dag.ended.get(A).kind());
    }

    @Test
    void cancelAfterTheLaunchDoesNothing() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        at.group.cancel(A);
        at.world.settle();
        assertTrue(dag.ended.isEmpty());
        worker.succeed(A);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.FINISHED, dag.ended.get(A).kind());
    }

    @Test
    void launchMeetsTheLossOfTheWorker() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.group.workerEvents().ended(worker.id(), "worker-1 has ended: exit status 3");
        at.launch(A, worker);
        assertEquals(
                List.of(
                        "placed " + A + " worker-1",
                        "ended " + A + " REVOKED",
                        "lost worker-1: worker-1 has ended: exit status 3"),
                dag.takeLog());
        assertEquals(List.of("registered"), worker.takeOrders());
    }

    @Test
    void theLossOfTheWorkerMeetsAReport() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        at.group.workerEvents().ended(worker.id(), "gone");
        worker.succeed(A);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.LOST, dag.ended.get(A).kind());
        assertTrue(dag.log.stream().noneMatch(line -> line.startsWith("reported")), dag.log.toString());
    }

    @Test
    void killMeetsSuccess() {
        TestWorker worker = at.worker(1);
        revokeByRerun(worker);
        worker.succeed(LATE);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.FINISHED, dag.ended.get(LATE).kind());
        assertTrue(dag.log.contains("reported " + LATE + " SUCCEEDED"));
        assertTrue(dag.placed.containsKey(B));
    }

    @Test
    void killMeetsFailure() {
        TestWorker worker = at.worker(1);
        revokeByRerun(worker);
        worker.end(LATE, AttemptEnd.Outcome.FAILED);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.FINISHED, dag.ended.get(LATE).kind());
    }

    @Test
    void killIsObeyed() {
        TestWorker worker = at.worker(1);
        revokeByRerun(worker);
        worker.askToCommit(LATE);
        worker.end(LATE, AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertEquals(new LeaseEnd(LeaseEnd.Kind.REVOKED, "made room for " + B), dag.ended.get(LATE));
        assertTrue(dag.log.stream().noneMatch(line -> line.startsWith("reported " + LATE)), dag.log.toString());
        assertTrue(dag.log.stream().noneMatch(line -> line.startsWith("commitAsked")), dag.log.toString());
        assertTrue(dag.placed.containsKey(B));
    }

    /** Fills two slots with a ready attempt and a later one, which then has to make room for B. */
    private void revokeByRerun(TestWorker worker) {
        at.ask(ready(A), request(LATE, 1, true, false));
        at.launch(A, worker);
        at.launch(LATE, worker);
        at.ask(rerun(B));
        assertEquals(List.of("registered", "launch " + A, "launch " + LATE, "kill " + LATE), worker.takeOrders());
        assertTrue(dag.ended.isEmpty(), "the slot is not free before the attempt has ended");
    }

    @Test
    void launchMeetsRevocation() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A), request(LATE, 1, true, false));
        at.ask(rerun(B));
        assertEquals(LeaseEnd.Kind.REVOKED, dag.ended.get(LATE).kind());
        assertTrue(dag.placed.containsKey(B), "a slot without a launch is free at once");
        at.launch(LATE, worker);
        assertEquals(List.of("registered"), worker.takeOrders());
    }

    @Test
    void leaveKillsWhatRunsAndTellsTheWorkerWhenItIsOver() {
        TestWorker worker = at.worker(1);
        AttemptId waiting = attempt(1, 0, 7);
        at.ask(ready(A), ready(B), ready(waiting));
        at.launch(A, worker);
        dag.takeLog();
        worker.takeOrders();
        at.group.leave(dag(1));
        at.world.settle();
        assertEquals(List.of("kill " + A), worker.takeOrders());
        assertEquals(1, at.group.status().busySlots());
        worker.end(A, AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertEquals(List.of("ended " + dag(1)), worker.takeOrders());
        assertEquals(0, at.group.status().busySlots());
        assertEquals(List.of(), dag.takeLog(), "a DAG that has left hears nothing");
    }

    @Test
    void leaveMeetsTheEndOfTheAttemptAndLaterOrders() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A), ready(B));
        at.launch(A, worker);
        worker.takeOrders();
        at.group.leave(dag(1));
        worker.succeed(A);
        at.group.send(dag(1), worker.id(), List.of(launchOrder(B)));
        at.group.request(ready(attempt(1, 0, 9)));
        at.world.settle();
        assertEquals(0, at.group.status().busySlots());
        List<String> orders = worker.takeOrders();
        assertEquals("ended " + dag(1), orders.get(orders.size() - 1));
        assertTrue(orders.stream().noneMatch(order -> order.startsWith("launch")), orders.toString());
    }

    @Test
    void leaveMeetsTheLossOfTheWorker() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        at.group.leave(dag(1));
        at.group.workerEvents().ended(worker.id(), "gone");
        at.world.settle();
        assertEquals(0, at.group.status().slots());
        assertEquals(List.of("placed " + A + " worker-1"), dag.takeLog());
    }

    @Test
    void workersThatNeverHeardOfADagAreNotTold() {
        TestWorker one = at.worker(1);
        at.join(2);
        at.ask(ready(attempt(2, 0, 0)));
        at.group.leave(dag(2));
        at.world.settle();
        assertEquals(List.of("registered"), one.takeOrders());
    }

    @Test
    void ordersOfOneTurnAreOneMessage() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A), ready(B));
        worker.takeOrders();
        Order events = Order.newBuilder()
                .setEdgeEvents(EdgeEvents.getDefaultInstance())
                .build();
        at.group.send(dag(1), worker.id(), List.of(events, launchOrder(A), launchOrder(B)));
        at.world.settle();
        assertEquals(1, worker.messages().size());
        assertEquals(List.of("edge_events", "launch " + A, "launch " + B), worker.takeOrders());
    }

    @Test
    void reportsFromAWorkerThatDoesNotHoldTheLeaseAreNotHeard() {
        GroupFixture two = new GroupFixture(1, 2);
        RecordedDag other = two.join(1);
        TestWorker one = two.worker(1);
        TestWorker second = two.worker(2);
        two.ask(ready(A));
        two.launch(A, one);
        second.succeed(A);
        two.world.settle();
        assertEquals(List.of("placed " + A + " worker-1"), other.takeLog());
    }

    @Test
    void anAttemptThatFitsNoWorkerFailsItsDagWithOneLine() {
        at.worker(1);
        at.ask(request(A, 3, false, false));
        assertEquals(
                A + " wants 3000 MB, 1 cores, but a worker of group default holds 2 slots of 1000 MB", dag.unavailable);
        assertEquals(LeaseEnd.Kind.CANCELLED, dag.ended.get(A).kind());
    }

    /** Found by seed 4375 of the simulation: an innocent attempt, alone on such a worker, was taken for the cause. */
    @Test
    void aWorkerThatIsAboutToEndGetsNoMoreAttempts() {
        GroupFixture at = new GroupFixture(2, 1);
        RecordedDag dag = at.join(1);
        TestWorker worker = at.worker(1);
        AttemptId poison = attempt(1, 0, 0);
        AttemptId placed = attempt(1, 0, 1);
        AttemptId waiting = attempt(1, 0, 2);
        at.ask(ready(poison), ready(placed), ready(waiting));
        at.launch(poison, worker);
        worker.say(Report.newBuilder()
                .setAttempt(AttemptReport.newBuilder()
                        .setAttemptId(poison.toString())
                        .setEnd(AttemptEnd.newBuilder()
                                .setOutcome(AttemptEnd.Outcome.FAILED)
                                .setEndsWorker(true)))
                .build());
        at.world.settle();
        assertEquals(LeaseEnd.Kind.FINISHED, dag.ended.get(poison).kind());
        assertEquals(LeaseEnd.Kind.REVOKED, dag.ended.get(placed).kind());
        assertFalse(dag.placed.containsKey(waiting));
    }

    @Test
    void anOrderThatIsTooLargeFailsItsDagAlone() {
        GroupFixture at = new GroupFixture(2, 1);
        RecordedDag dag = at.join(1);
        RecordedDag other = at.join(2);
        TestWorker worker = at.worker(1);
        AttemptId large = attempt(1, 0, 0);
        at.ask(ready(large));
        worker.setLargestFrame(100);
        at.group.send(
                dag(1),
                worker.id(),
                List.of(Order.newBuilder()
                        .setRegisterVertex(RegisterVertex.newBuilder().setTemplate(ByteString.copyFrom(new byte[1000])))
                        .build()));
        at.world.settle();
        assertEquals("an order for worker-1 cannot be sent: a frame holds 100 bytes", dag.unavailable);
        assertNull(other.unavailable);
    }
}
