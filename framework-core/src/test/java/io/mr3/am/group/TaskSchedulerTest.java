package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.consumer;
import static io.mr3.am.group.GroupFixture.ready;
import static io.mr3.am.group.GroupFixture.request;
import static io.mr3.am.group.GroupFixture.rerun;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import io.mr3.common.Resources;
import io.mr3.rpc.proto.AttemptEnd;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which request gets which slots, seen from a group with all its workers in service. */
class TaskSchedulerTest {
    private static SlotRequest[] readyTasks(int dag, int vertex, int count) {
        return IntStream.range(0, count)
                .mapToObj(task -> ready(attempt(dag, vertex, task)))
                .toArray(SlotRequest[]::new);
    }

    private static SlotRequest[] consumers(int dag, int vertex, int count) {
        return IntStream.range(0, count)
                .mapToObj(task -> consumer(attempt(dag, vertex, task)))
                .toArray(SlotRequest[]::new);
    }

    private static String at(RecordedDag dag, AttemptId attempt) {
        return dag.placed.get(attempt).id().toString();
    }

    @Test
    void lowerPriorityNumbersFirstThenAge() {
        GroupFixture at = new GroupFixture(2, 1);
        RecordedDag dag = at.join(1);
        AttemptId late = attempt(1, 3, 0);
        AttemptId early = attempt(1, 1, 0);
        AttemptId earlyToo = attempt(1, 1, 1);
        at.ask(ready(late), ready(earlyToo), ready(early));
        at.worker(1);
        assertEquals(List.of(earlyToo, early), List.copyOf(dag.placed.keySet()));
    }

    @Test
    void workSpreadsOverWorkersWhenItHasNoPreference() {
        GroupFixture at = new GroupFixture(4, 2);
        RecordedDag dag = at.join(1);
        at.worker(1);
        at.worker(2);
        at.ask(readyTasks(1, 0, 4));
        assertEquals(
                List.of(2L, 2L),
                Stream.of("worker-1", "worker-2")
                        .map(id -> dag.placed.values().stream()
                                .filter(ref -> ref.id().toString().equals(id))
                                .count())
                        .toList());
    }

    @Test
    void anAttemptThatMustBeAloneHasAWorkerForItself() {
        GroupFixture at = new GroupFixture(2, 2);
        RecordedDag dag = at.join(1);
        TestWorker one = at.worker(1);
        TestWorker other = at.worker(2);
        AttemptId busy = attempt(1, 0, 0);
        AttemptId alone = attempt(1, 0, 1);
        AttemptId next = attempt(1, 0, 2);
        at.ask(ready(busy, one.location()));
        at.launch(busy, one);
        at.ask(GroupFixture.alone(alone));
        at.ask(ready(next, other.location(), "elsewhere"));
        assertEquals("worker-2", at(dag, alone));
        assertEquals("worker-1", at(dag, next), "nobody joins it");
        at.launch(alone, other);
        at.launch(next, one);
        AttemptId aloneToo = attempt(1, 0, 3);
        at.ask(GroupFixture.alone(aloneToo));
        AttemptId last = attempt(1, 0, 4);
        one.succeed(busy);
        at.ask(ready(last));
        assertFalse(dag.placed.containsKey(last), "the worker is kept for the one that must be alone");
        one.succeed(next);
        at.world.settle();
        assertEquals("worker-1", at(dag, aloneToo));
        other.succeed(alone);
        at.world.settle();
        assertEquals("worker-2", at(dag, last));
    }

    @Test
    void aRequestThatNamesAWorkerWaitsForItAMoment() {
        GroupFixture at = new GroupFixture(1, 2);
        RecordedDag dag = at.join(1);
        TestWorker one = at.worker(1);
        at.worker(2);
        AttemptId busy = attempt(1, 0, 0);
        AttemptId next = attempt(1, 0, 1);
        AttemptId last = attempt(1, 0, 2);
        at.ask(ready(busy, one.location()));
        at.launch(busy, one);
        at.ask(ready(next, one.location()));
        assertFalse(dag.placed.containsKey(next), "what it reads is there");
        one.succeed(busy);
        at.world.settle();
        assertEquals("worker-1", at(dag, next));
        at.ask(ready(last, one.location()));
        at.world.advance(TaskScheduler.WAIT_FOR_WORKER);
        assertEquals("worker-2", at(dag, last), "it has waited long enough");
    }

    @Test
    void aRequestDoesNotWaitForAWorkerThatIsNotThere() {
        GroupFixture at = new GroupFixture(1, 2);
        RecordedDag dag = at.join(1);
        at.worker(1);
        at.ask(ready(attempt(1, 0, 0), "worker-7@host7"));
        assertEquals("worker-1", at(dag, attempt(1, 0, 0)));
    }

    @Test
    void placesAreTakenByWorkerThenHostThenRackThenAnywhere() {
        GroupFixture at = new GroupFixture(1, 4);
        RecordedDag dag = at.join(1);
        at.worker(1, "a", "r1");
        at.worker(2, "b", "r1");
        at.worker(3, "b", "r1");
        at.worker(4, "c", "r2");
        String[] wish = {"r1", "b", "worker-3@b"};
        for (int task = 0; task < 4; task++) {
            at.ask(ready(attempt(1, 0, task), wish));
        }
        assertEquals("worker-3", at(dag, attempt(1, 0, 0)));
        assertEquals("worker-2", at(dag, attempt(1, 0, 1)));
        assertEquals("worker-1", at(dag, attempt(1, 0, 2)));
        assertEquals("worker-4", at(dag, attempt(1, 0, 3)));
    }

    @Test
    void anotherWorkersLocationOnTheSameHostIsNotTheHost() {
        GroupFixture at = new GroupFixture(1, 2);
        RecordedDag dag = at.join(1);
        at.worker(1, "a", "");
        at.worker(2, "b", "");
        at.ask(ready(attempt(1, 0, 0), "worker-9@b", ""));
        assertEquals("worker-1", at(dag, attempt(1, 0, 0)));
    }

    @Test
    void aRequestThatIsAtHomeOvertakesOneOfEqualPriorityThatIsNot() {
        GroupFixture at = new GroupFixture(1, 1);
        RecordedDag dag = at.join(1);
        at.ask(
                ready(attempt(1, 0, 0), "elsewhere"),
                ready(attempt(1, 0, 1), "host1"),
                ready(attempt(1, 1, 0), "worker-1@host1"));
        at.worker(1);
        assertEquals(List.of(attempt(1, 0, 1)), List.copyOf(dag.placed.keySet()));
    }

    @Test
    void theDagThatHoldsTheFewestSlotsIsNext() {
        GroupFixture at = new GroupFixture(6, 1);
        RecordedDag first = at.join(1);
        RecordedDag second = at.join(2);
        RecordedDag third = at.join(3);
        at.ask(readyTasks(1, 0, 100));
        at.ask(readyTasks(2, 0, 100));
        at.ask(readyTasks(3, 0, 1));
        at.worker(1);
        assertEquals(3, first.placed.size());
        assertEquals(2, second.placed.size());
        assertEquals(1, third.placed.size());
    }

    @Test
    void aLateDagCatchesUpAsSlotsBecomeFree() {
        GroupFixture at = new GroupFixture(4, 1);
        RecordedDag first = at.join(1);
        TestWorker worker = at.worker(1);
        at.ask(readyTasks(1, 0, 100));
        RecordedDag second = at.join(2);
        at.ask(readyTasks(2, 0, 100));
        for (AttemptId attempt : List.copyOf(first.placed.keySet()).subList(0, 2)) {
            at.launch(attempt, worker);
            worker.succeed(attempt);
            at.world.settle();
        }
        assertEquals(2, second.placed.size());
        assertEquals(4, first.placed.size());
    }

    @Test
    void consumersThatWaitNeverTakeTheLastSlot() {
        GroupFixture at = new GroupFixture(2, 2);
        RecordedDag dag = at.join(1);
        at.worker(1);
        at.worker(2);
        at.ask(consumers(1, 1, 9));
        assertEquals(3, dag.placed.size());
        at.ask(ready(attempt(1, 0, 0)));
        assertTrue(dag.placed.containsKey(attempt(1, 0, 0)));
    }

    @Test
    void producersOfAnyDagGoBeforeConsumersOfAnother() {
        GroupFixture at = new GroupFixture(2, 1);
        RecordedDag first = at.join(1);
        RecordedDag second = at.join(2);
        at.ask(consumers(1, 1, 2));
        at.ask(readyTasks(2, 3, 2));
        at.worker(1);
        assertEquals(0, first.placed.size());
        assertEquals(2, second.placed.size());
    }

    @Test
    void aConsumerWhoseInputsAreReadyIsOneOfTheReady() {
        GroupFixture at = new GroupFixture(1, 1);
        RecordedDag dag = at.join(1);
        at.worker(1);
        AttemptId consumer = attempt(1, 1, 0);
        at.ask(consumer(consumer));
        assertTrue(dag.placed.isEmpty());
        at.group.inputsReady(consumer);
        at.world.settle();
        assertTrue(dag.placed.containsKey(consumer));
    }

    @Test
    void anAttemptTakesAsManySlotsAsItsMemoryOrCoresNeed() {
        ContainerGroupSpec spec = GroupFixture.spec(4, 0, 1);
        assertEquals(1, spec.size().slotsFor(new Resources(0, 0)));
        assertEquals(1, spec.size().slotsFor(new Resources(1000, 1)));
        assertEquals(2, spec.size().slotsFor(new Resources(1001, 1)));
        assertEquals(3, spec.size().slotsFor(new Resources(1000, 3)));
        assertEquals(4, spec.size().slotsFor(new Resources(1000, 99)));
        assertEquals(5, spec.size().slotsFor(new Resources(4001, 1)));
    }

    @Test
    void aLargeRequestReservesAWorkerUntilItFits() {
        GroupFixture at = new GroupFixture(2, 2);
        RecordedDag small = at.join(1);
        TestWorker one = at.worker(1);
        TestWorker two = at.worker(2);
        at.ask(readyTasks(1, 0, 4));
        small.placed.forEach((attempt, ref) -> at.launch(attempt, at.workers.get(ref.id())));
        RecordedDag large = at.join(2);
        AttemptId big = attempt(2, 0, 0);
        at.ask(request(big, 2, false, false));
        for (int task = 4; task < 10; task++) {
            at.ask(ready(attempt(1, 0, task)));
        }
        List<AttemptId> onOne = small.placed.keySet().stream()
                .filter(attempt -> at(small, attempt).equals("worker-1"))
                .toList();
        one.succeed(onOne.get(0));
        at.world.settle();
        assertEquals(4, small.placed.size(), "the free slot is kept for the large request");
        one.succeed(onOne.get(1));
        at.world.settle();
        assertEquals("worker-1", at(large, big));
        AttemptId onTwo = small.placed.keySet().stream()
                .filter(attempt -> at(small, attempt).equals("worker-2"))
                .findFirst()
                .orElseThrow();
        two.succeed(onTwo);
        at.world.settle();
        assertEquals(5, small.placed.size());
    }

    @Test
    void aRerunPushesOutTheYoungestConsumer() {
        GroupFixture at = new GroupFixture(3, 1);
        RecordedDag dag = at.join(1);
        TestWorker worker = at.worker(1);
        at.ask(consumers(1, 1, 2));
        at.ask(ready(attempt(1, 0, 0)));
        dag.placed.keySet().forEach(attempt -> at.launch(attempt, worker));
        worker.takeOrders();
        at.ask(rerun(attempt(1, 0, 1)));
        assertEquals(List.of("kill " + attempt(1, 1, 1)), worker.takeOrders());
        at.ask(ready(attempt(1, 0, 9)));
        assertEquals(List.of(), worker.takeOrders(), "one slot is coming, one rerun waits");
        worker.end(attempt(1, 1, 1), AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertTrue(dag.placed.containsKey(attempt(1, 0, 1)));
    }

    @Test
    void anOrdinaryProducerWaitsForOthersToEnd() {
        GroupFixture at = new GroupFixture(3, 1);
        RecordedDag dag = at.join(1);
        TestWorker worker = at.worker(1);
        at.ask(consumers(1, 1, 2));
        at.ask(ready(attempt(1, 0, 0)), ready(attempt(1, 0, 1)));
        assertEquals(3, dag.placed.size());
        assertTrue(dag.ended.isEmpty());
        at.launch(attempt(1, 0, 0), worker);
        worker.succeed(attempt(1, 0, 0));
        at.world.settle();
        assertTrue(dag.placed.containsKey(attempt(1, 0, 1)));
    }

    @Test
    void consumersMakeRoomWhenNothingEndsForLong() {
        GroupFixture at = new GroupFixture(3, 1);
        RecordedDag dag = at.join(1);
        TestWorker worker = at.worker(1);
        at.ask(consumers(1, 1, 2));
        at.ask(ready(attempt(1, 0, 0)));
        dag.placed.keySet().forEach(attempt -> at.launch(attempt, worker));
        AttemptId producer = attempt(1, 0, 1);
        stayAlive(at, worker, TaskScheduler.STANDSTILL);
        at.ask(ready(producer), ready(attempt(1, 0, 2)));
        worker.takeOrders();
        stayAlive(at, worker, TaskScheduler.STANDSTILL.minusSeconds(2));
        assertEquals(List.of(), worker.takeOrders());
        stayAlive(at, worker, Duration.ofSeconds(3));
        assertEquals(List.of("kill " + attempt(1, 1, 1)), worker.takeOrders(), "the youngest, and no other");
        worker.end(attempt(1, 1, 1), AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertTrue(dag.placed.containsKey(producer));
        assertFalse(dag.placed.containsKey(attempt(1, 0, 2)));
        stayAlive(at, worker, TaskScheduler.STANDSTILL.minusSeconds(2));
        at.launch(producer, worker);
        worker.takeOrders();
        worker.succeed(producer);
        at.world.settle();
        assertTrue(dag.placed.containsKey(attempt(1, 0, 2)), "it goes on");
        assertEquals(
                1,
                dag.ended.values().stream()
                        .filter(end -> end.kind() == LeaseEnd.Kind.REVOKED)
                        .count());
    }

    @Test
    void whileSlotsBecomeFreeNobodyMakesRoom() {
        GroupFixture at = new GroupFixture(3, 1);
        RecordedDag dag = at.join(1);
        TestWorker worker = at.worker(1);
        at.ask(consumers(1, 1, 2));
        at.ask(readyTasks(1, 0, 5));
        List.copyOf(dag.placed.keySet()).forEach(attempt -> at.launch(attempt, worker));
        for (int task = 0; task < 4; task++) {
            stayAlive(at, worker, TaskScheduler.STANDSTILL.minusSeconds(2));
            worker.succeed(attempt(1, 0, task));
            at.world.settle();
            at.launch(attempt(1, 0, task + 1), worker);
        }
        assertEquals(
                List.of(),
                worker.takeOrders().stream()
                        .filter(order -> order.startsWith("kill"))
                        .toList());
    }

    private static void stayAlive(GroupFixture at, TestWorker worker, Duration time) {
        for (int second = 0; second < time.toSeconds(); second++) {
            worker.heartbeat();
            at.world.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void consumersMakeRoomWhenTheGroupShrinks() {
        GroupFixture at = new GroupFixture(1, 2);
        RecordedDag dag = at.join(1);
        TestWorker one = at.worker(1);
        TestWorker two = at.worker(2);
        at.ask(ready(attempt(1, 0, 0)), consumer(attempt(1, 1, 0)));
        assertEquals("worker-1", at(dag, attempt(1, 0, 0)));
        at.launch(attempt(1, 0, 0), one);
        at.launch(attempt(1, 1, 0), two);
        at.group.workerEvents().ended(one.id(), "gone");
        at.ask(ready(new AttemptId(attempt(1, 0, 0).task(), 1)));
        two.end(attempt(1, 1, 0), AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.REVOKED, dag.ended.get(attempt(1, 1, 0)).kind());
        assertTrue(dag.placed.containsKey(new AttemptId(attempt(1, 0, 0).task(), 1)));
    }

    @Test
    void consumersMakeRoomForAProducerThatIsLargerThanWhatTheyLeft() {
        GroupFixture at = new GroupFixture(4, 1);
        RecordedDag dag = at.join(1);
        at.worker(1);
        at.ask(consumers(1, 1, 3));
        at.ask(request(attempt(1, 0, 0), 3, false, false));
        assertTrue(dag.placed.containsKey(attempt(1, 0, 0)));
        assertEquals(List.of(attempt(1, 1, 2), attempt(1, 1, 1)), List.copyOf(dag.ended.keySet()));
    }

    /** A slot that becomes free meanwhile goes to no other consumer: it would stand in the way too, unseen. */
    @Test
    void noConsumerComesBetweenALargeProducerAndTheConsumersThatMakeRoomForIt() {
        GroupFixture at = new GroupFixture(3, 1);
        RecordedDag dag = at.join(1);
        TestWorker worker = at.worker(1);
        AttemptId rerun = attempt(1, 0, 1);
        AttemptId large = attempt(1, 0, 0);
        at.ask(consumers(1, 1, 1));
        at.launch(attempt(1, 1, 0), worker);
        at.ask(rerun(rerun));
        at.launch(rerun, worker);
        at.ask(rerun(attempt(1, 0, 2)));
        at.launch(attempt(1, 0, 2), worker);
        at.ask(GroupFixture.alone(large), consumer(attempt(1, 1, 1)));
        worker.succeed(attempt(1, 0, 2));
        at.world.settle();
        assertFalse(dag.placed.containsKey(attempt(1, 1, 1)));
        worker.succeed(rerun);
        at.world.settle();
        worker.end(attempt(1, 1, 0), AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertTrue(dag.placed.containsKey(large));
    }

    @Test
    void aRerunPushesOutALaterAttemptOfItsDagIfNobodyWaitsForInputs() {
        GroupFixture at = new GroupFixture(2, 1);
        RecordedDag dag = at.join(1);
        RecordedDag other = at.join(2);
        at.worker(1);
        at.ask(ready(attempt(1, 4, 0)));
        at.ask(ready(attempt(2, 9, 0)));
        at.ask(rerun(attempt(1, 0, 0)), rerun(attempt(1, 0, 1)));
        assertEquals(List.of(attempt(1, 4, 0)), List.copyOf(dag.ended.keySet()));
        assertTrue(dag.placed.containsKey(attempt(1, 0, 0)));
        assertFalse(dag.placed.containsKey(attempt(1, 0, 1)), "one at a time is enough");
        assertTrue(other.ended.isEmpty());
    }

    @Test
    void aRerunThatWaitsForAnEarlierRerunMakesRoomForIt() {
        GroupFixture at = new GroupFixture(1, 1);
        RecordedDag dag = at.join(1);
        at.worker(1);
        AttemptId later = attempt(1, 2, 0);
        AttemptId earlier = attempt(1, 1, 0);
        at.ask(rerun(later));
        at.ask(rerun(earlier));
        assertEquals(LeaseEnd.Kind.REVOKED, dag.ended.get(later).kind());
        assertTrue(dag.placed.containsKey(earlier));
    }

    @Test
    void aRerunPushesOutWhatMayHaveLostItsInputsOfAYoungerDag() {
        GroupFixture at = new GroupFixture(1, 1);
        RecordedDag older = at.join(1);
        RecordedDag younger = at.join(2);
        TestWorker worker = at.worker(1);
        AttemptId blind = attempt(2, 3, 0);
        at.ask(ready(blind));
        at.launch(blind, worker);
        worker.takeOrders();
        at.ask(rerun(attempt(1, 1, 0)));
        assertEquals(List.of(), worker.takeOrders(), "it works, as far as is known");
        at.group.inputsLost(blind);
        at.world.settle();
        assertEquals(List.of("kill " + blind), worker.takeOrders());
        worker.end(blind, AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertEquals(LeaseEnd.Kind.REVOKED, younger.ended.get(blind).kind());
        assertTrue(older.placed.containsKey(attempt(1, 1, 0)));
    }

    @Test
    void aRerunOfAYoungerDagWaitsAndSoDoesOneWhoseVictimHasItsInputsAgain() {
        GroupFixture at = new GroupFixture(1, 1);
        at.join(1);
        at.join(2);
        at.join(3);
        TestWorker worker = at.worker(1);
        AttemptId blind = attempt(2, 3, 0);
        at.ask(ready(blind));
        at.launch(blind, worker);
        worker.takeOrders();
        at.group.inputsLost(blind);
        at.ask(rerun(attempt(3, 1, 0)));
        assertEquals(List.of(), worker.takeOrders());
        at.group.inputsReady(blind);
        at.ask(rerun(attempt(1, 1, 0)));
        assertEquals(List.of(), worker.takeOrders());
    }

    @Test
    void aRerunPushesOutNobodyEarlierOrEqual() {
        GroupFixture at = new GroupFixture(1, 1);
        RecordedDag dag = at.join(1);
        at.worker(1);
        at.ask(ready(attempt(1, 1, 0)));
        at.ask(rerun(attempt(1, 1, 1)));
        assertTrue(dag.ended.isEmpty());
    }

    /** Found by seed 2218 of the simulation: what runs here may wait for the small producer, though it had its inputs. */
    @Test
    void aReservationDoesNotKeepOutARerun() {
        GroupFixture at = new GroupFixture(2, 1);
        RecordedDag dag = at.join(1);
        RecordedDag large = at.join(2);
        TestWorker worker = at.worker(1);
        AttemptId reader = attempt(1, 2, 0);
        AttemptId big = attempt(2, 0, 0);
        AttemptId small = attempt(1, 0, 0);
        at.ask(ready(reader));
        at.launch(reader, worker);
        at.ask(request(big, 2, false, true));
        at.ask(rerun(small));
        assertTrue(dag.placed.containsKey(small));
        at.launch(small, worker);
        worker.succeed(small);
        worker.succeed(reader);
        at.world.settle();
        assertTrue(large.placed.containsKey(big));
    }
}
