package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.dag;
import static io.mr3.am.group.GroupFixture.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.common.AttemptId;
import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Registered;
import io.mr3.rpc.proto.Report;
import io.mr3.rpc.proto.ToWorker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Registration, silence, loss and fencing; need and idleness. */
class WorkerLifeTest {
    private static final AttemptId A = attempt(1, 0, 0);

    private final GroupFixture at = new GroupFixture(2, 3);
    private final RecordedDag dag = at.join(1);

    @Test
    void registrationIsAnsweredAndReported() {
        TestWorker worker = at.worker(1);
        assertEquals(1000, worker.orders().get(0).getRegistered().getHeartbeatIntervalMs());
        assertEquals(List.of(worker.id()), at.supply.registered());
        assertEquals(2, at.group.status().slots());
    }

    @Test
    void workersThatWereNotAskedForAreRefused() {
        TestWorker stranger = new TestWorker(new WorkerId(9), "host", at.group.workerIntake());
        stranger.register();
        at.world.settle();
        assertEquals("refused: worker-9 is not expected by group default", stranger.closedFor());
        assertEquals(List.of(), stranger.orders());
    }

    @Test
    void aSecondRegistrationIsRefusedAndTheFirstStands() {
        TestWorker first = at.worker(1);
        TestWorker second = new TestWorker(first.id(), "evil", at.group.workerIntake());
        second.register();
        at.world.settle();
        assertEquals("refused: worker-1@host1 has registered before", second.closedFor());
        second.disconnect();
        at.world.advance(Duration.ofSeconds(5));
        assertNull(first.closedFor());
        assertEquals(2, at.group.status().slots());
    }

    @Test
    void aWorkerHearsThatItWasHeard() {
        TestWorker worker = at.worker(1);
        Registered registered = worker.orders().get(0).getRegistered();
        assertEquals(60_000, registered.getSilenceLimitMs(), "twice as long as the group waits");
        worker.takeOrders();
        worker.heartbeat();
        at.world.settle();
        assertEquals(List.of(ToWorker.getDefaultInstance()), worker.messages());
        at.world.settle();
        assertEquals(1, worker.messages().size());
    }

    @Test
    void aWorkerUnderAnothersNameIsRefused() {
        TestWorker worker = at.granted(1, "host1", "");
        worker.registerAs("worker-2");
        at.world.settle();
        assertEquals("refused: worker-1 registers as 'worker-2'", worker.closedFor());
        assertEquals(0, at.group.status().slots());
    }

    @Test
    void aSilentWorkerIsFencedAndItsLateWordsAreNotHeard() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        for (int i = 0; i < 100; i++) {
            at.world.advance(Duration.ofSeconds(1));
            worker.heartbeat();
        }
        assertNull(worker.closedFor());
        dag.takeLog();
        at.world.advance(Duration.ofSeconds(32));
        String reason = "worker-1@host1 is lost: no sign of life for 30 s";
        assertEquals(reason, worker.closedFor());
        assertEquals(
                List.of("ended " + A + " LOST", "lost worker-1: " + reason),
                dag.takeLog().subList(0, 2));
        assertEquals(Set.of(worker.id()), at.supply.need().leaving());
        worker.succeed(A);
        worker.heartbeat();
        worker.register();
        at.world.settle();
        assertEquals(0, at.group.status().slots());
        assertTrue(dag.log.stream().noneMatch(line -> line.startsWith("reported")), dag.log.toString());
        at.group.workerEvents().ended(worker.id(), "given back");
        at.world.settle();
        assertEquals(List.of("ready worker-1", "lost worker-1: " + reason), at.history.log());
        assertEquals(Set.of(), at.supply.need().leaving());
        assertEquals(List.of(), at.group.status().workers());
    }

    @Test
    void aClosedConnectionIsTheEndAndTheContainerSaysWhy() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        dag.takeLog();
        worker.disconnect();
        worker.succeed(A);
        at.world.settle();
        assertEquals(List.of(), dag.takeLog());
        assertEquals(0, at.group.status().slots(), "nothing is placed on it any more");
        at.group.workerEvents().ended(worker.id(), "worker-1 has ended: killed by signal 9");
        at.world.settle();
        assertEquals(
                List.of("ended " + A + " LOST", "lost worker-1: worker-1 has ended: killed by signal 9"),
                dag.takeLog());
        assertEquals(
                List.of("ready worker-1", "lost worker-1: worker-1 has ended: killed by signal 9"), at.history.log());
    }

    @Test
    void aClosedConnectionIsTheEndEvenIfNobodySaysWhy() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        worker.disconnect();
        at.world.advance(Duration.ofSeconds(2));
        assertEquals(LeaseEnd.Kind.LOST, dag.ended.get(A).kind());
        assertEquals(
                "worker-1@host1 is lost: its connection has closed: connection reset",
                dag.ended.get(A).reason());
        assertEquals(Set.of(worker.id()), at.supply.need().leaving());
    }

    @Test
    void aWorkerThatTalksNonsenseIsFenced() {
        TestWorker worker = at.worker(1);
        worker.say(Report.newBuilder()
                .setAttempt(AttemptReport.newBuilder().setAttemptId("attempt_x"))
                .build());
        at.world.settle();
        assertEquals(
                "worker-1@host1 is lost: it does not keep to the protocol: expected attempt id, got 'attempt_x'",
                worker.closedFor());
    }

    @Test
    void onlyDagsThatUsedAWorkerHearOfItsLoss() {
        RecordedDag other = at.join(2);
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        worker.succeed(A);
        at.world.settle();
        dag.takeLog();
        at.group.workerEvents().ended(worker.id(), "gone");
        at.world.settle();
        assertEquals(List.of("lost worker-1: gone"), dag.takeLog());
        assertEquals(List.of(), other.takeLog());
    }

    @Test
    void aLostWorkerIsReplacedWhileThereIsWork() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A), ready(attempt(1, 0, 1)));
        int declarations = at.supply.needs().size();
        at.group.workerEvents().ended(worker.id(), "gone");
        at.ask(ready(attempt(1, 1, 0)));
        assertEquals(new Need(1, Set.of()), at.supply.need());
        assertTrue(at.supply.needs().size() > declarations, "the broker compares only when something is declared");
    }

    @Test
    void needFollowsDemandUpToTheMaximum() {
        assertEquals(Need.NOTHING, at.supply.need());
        at.ask(ready(A));
        assertEquals(1, at.supply.need().wanted());
        at.ask(ready(attempt(1, 0, 1)), ready(attempt(1, 0, 2)));
        assertEquals(2, at.supply.need().wanted());
        for (int i = 3; i < 20; i++) {
            at.ask(ready(attempt(1, 0, i)));
        }
        assertEquals(3, at.supply.need().wanted());
    }

    @Test
    void theMinimumIsKeptFromTheStart() {
        GroupFixture kept = new GroupFixture(GroupFixture.spec(2, 2, 3));
        assertEquals(2, kept.supply.need().wanted());
    }

    @Test
    void anIdleWorkerLeavesUnlessItsOutputsMayBeNeeded() {
        TestWorker used = at.worker(1);
        TestWorker unused = at.worker(2);
        at.ask(ready(A, used.location()));
        at.launch(A, used);
        used.succeed(A);
        aliveFor(Duration.ofMinutes(6), used, unused);
        assertEquals(List.of("registered", "stop"), unused.takeOrders());
        assertEquals(
                List.of("ready worker-1", "ready worker-2", "dismissed worker-2: idle for 300 s"), at.history.log());
        assertEquals(new Need(1, Set.of(unused.id())), at.supply.need());
        unused.disconnect();
        at.group.workerEvents().ended(unused.id(), "given back");
        aliveFor(Duration.ofMinutes(6), used);
        assertNull(used.closedFor());
        assertEquals(new Need(1, Set.of()), at.supply.need());
        at.group.leave(dag(1));
        aliveFor(Duration.ofMinutes(4), used);
        assertEquals(new Need(1, Set.of()), at.supply.need());
        aliveFor(Duration.ofMinutes(2), used);
        assertEquals(new Need(0, Set.of(used.id())), at.supply.need());
    }

    @Test
    void aWorkerThatLeavesGetsNoMoreAttempts() {
        TestWorker worker = at.worker(1);
        at.group.leave(dag(1));
        aliveFor(Duration.ofMinutes(6), worker);
        RecordedDag next = at.join(2);
        at.ask(ready(attempt(2, 0, 0)));
        assertTrue(next.placed.isEmpty());
        assertEquals(new Need(1, Set.of(worker.id())), at.supply.need());
    }

    @Test
    void requestsThatFindNoContainerAreTakenBackInTheEnd() {
        at.ask(ready(A));
        at.group.workerEvents().requested(new WorkerId(1));
        at.group.cancel(A);
        at.world.advance(Duration.ofMinutes(4));
        assertEquals(1, at.supply.need().wanted());
        at.world.advance(Duration.ofMinutes(2));
        assertEquals(0, at.supply.need().wanted());
    }

    @Test
    void aDagHearsWhyNothingOfItRuns() {
        at.ask(ready(A));
        at.group.workerEvents().requested(new WorkerId(1));
        at.world.advance(Duration.ofSeconds(2));
        assertEquals("waits for the resource manager to grant a worker (worker-1, 2 s)", dag.waiting);
        TestWorker worker = at.granted(1, "host1", "");
        at.world.advance(Duration.ofSeconds(3));
        assertEquals("waits for a worker to start (worker-1, 3 s)", dag.waiting);
        worker.register();
        at.world.settle();
        assertEquals("", dag.waiting);
        at.ask(ready(attempt(1, 0, 1)));
        RecordedDag other = at.join(2);
        at.ask(ready(attempt(2, 0, 0)));
        at.world.advance(Duration.ofSeconds(1));
        assertEquals("waits for a slot: 2 of 2 busy", other.waiting);
        assertEquals("", dag.waiting);
        at.group.cancel(A);
        at.world.settle();
        assertEquals("", other.waiting);
    }

    @Test
    void aDagWhoseSourcesRunElsewhereIsToldSo() {
        at.worker(1);
        at.ask(GroupFixture.consumer(A), GroupFixture.consumer(attempt(1, 0, 1)));
        RecordedDag other = at.join(2);
        at.ask(GroupFixture.consumer(attempt(2, 0, 0)));
        at.world.advance(Duration.ofSeconds(1));
        assertEquals("waits for inputs", other.waiting);
    }

    @Test
    void whenStartsFailForGoodWaitingDagsAreToldWithTheWorkersLastLines() {
        RecordedDag idle = at.join(2);
        at.ask(ready(A));
        Duration wait = Duration.ofSeconds(4);
        at.group.workerEvents().startsFail(new StartTrouble("worker-1 has ended: exit status 1", "", 1, false, wait));
        at.world.advance(Duration.ofSeconds(1));
        assertEquals("waits for a worker: worker-1 has ended: exit status 1; next try in 3 s", dag.waiting);
        assertNull(dag.unavailable);
        at.group
                .workerEvents()
                .startsFail(new StartTrouble("worker-4 has ended: exit status 1", "\n    no disk", 4, true, wait));
        at.world.settle();
        assertEquals(
                "ContainerGroup default gets no workers, 4 failed in a row: worker-4 has ended: exit status 1"
                        + "\n    no disk",
                dag.unavailable);
        assertNull(idle.unavailable);
    }

    @Test
    void failingStartsDoNotEndDagsThatCanGoOn() {
        at.worker(1);
        at.ask(ready(A), ready(attempt(1, 0, 1)), ready(attempt(1, 0, 2)));
        at.group.workerEvents().startsFail(new StartTrouble("no", "", 4, true, Duration.ofSeconds(1)));
        at.world.settle();
        assertNull(dag.unavailable);
    }

    @Test
    void capacityIsWhatTheGroupMayGrowTo() {
        assertEquals(new Resources(6000, 6), at.group.capacity(A.vertex()).total());
        assertEquals(1, at.group.capacity(A.vertex()).nodes());
        at.group.workerEvents().nodes(8);
        at.world.settle();
        assertEquals(3, at.group.capacity(A.vertex()).nodes());
        TestWorker worker = at.worker(1);
        at.ask(ready(A));
        at.launch(A, worker);
        assertEquals(new Resources(6000, 6), at.group.capacity(A.vertex()).total());
        GroupFixture unbounded = new GroupFixture(2, Integer.MAX_VALUE);
        assertEquals(
                new Resources(2000, 2), unbounded.group.capacity(A.vertex()).total());
    }

    @Test
    void aPauseOfThisProcessLosesNobody() {
        TestWorker worker = at.worker(1);
        at.world.settle();
        at.world.pause(Duration.ofMinutes(2));
        at.world.advance(Duration.ofSeconds(2));
        assertNull(worker.closedFor());
        at.world.advance(Duration.ofSeconds(31));
        assertEquals("worker-1@host1 is lost: no sign of life for 30 s", worker.closedFor());
    }

    @Test
    void heapFollowsTheFormula() {
        ContainerGroupSpec spec = GroupFixture.spec(2, 0, 1);
        assertEquals(2756, spec.size().heapMb());
        assertEquals(new Resources(2756 + 384, 2), spec.size().container());
        IllegalArgumentException none = assertThrows(IllegalArgumentException.class, () -> GroupFixture.spec(0, 0, 1));
        assertEquals("expected slots of at least 1, got 0", none.getMessage());
        assertThrows(IllegalArgumentException.class, () -> GroupFixture.spec(1, 3, 2));
    }

    @Test
    void stopSendsEverybodyAway() {
        TestWorker worker = at.worker(1);
        at.ask(ready(A), ready(attempt(1, 0, 1)), ready(attempt(1, 0, 2)));
        at.group.stop("the DAGAppMaster ends");
        at.world.settle();
        assertEquals(new Need(0, Set.of(worker.id())), at.supply.need());
        assertEquals("the DAGAppMaster ends", dag.unavailable);
        assertTrue(worker.takeOrders().contains("stop"));
        assertEquals(LeaseEnd.Kind.REVOKED, dag.ended.get(A).kind());
    }

    private void aliveFor(Duration time, TestWorker... workers) {
        for (long s = 0; s < time.toSeconds(); s += 10) {
            at.world.advance(Duration.ofSeconds(10));
            for (TestWorker worker : workers) {
                worker.heartbeat();
            }
        }
        at.world.settle();
    }
}
