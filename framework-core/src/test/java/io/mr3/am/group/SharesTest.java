package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.consumer;
import static io.mr3.am.group.GroupFixture.ready;
import static io.mr3.am.group.GroupFixture.request;
import static io.mr3.am.group.GroupFixture.rerun;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whose turn it is under each scheme of queues, seen from a group whose attempts end one by one. */
class SharesTest {
    private static final DagQueues FOUR_QUEUES = DagQueues.capacity(List.of(
            new DagQueue("high", 80), new DagQueue("medium", 50), new DagQueue("default", 20), new DagQueue("low", 0)));

    private GroupFixture at;
    private final Map<Integer, RecordedDag> dags = new LinkedHashMap<>();
    /** Attempts that run, oldest first, each with its worker. */
    private final Map<AttemptId, TestWorker> running = new LinkedHashMap<>();

    private void group(int slots, int workers, DagQueues queues) {
        at = new GroupFixture(slots, workers, queues);
        IntStream.rangeClosed(1, workers).forEach(at::worker);
    }

    /** A DAG of {@code tasks} that could all run at once. */
    private void submit(int dag, String queue, int tasks) {
        submit(dag, queue, readyTasks(dag, tasks));
    }

    private void submit(int dag, String queue, SlotRequest... requests) {
        dags.computeIfAbsent(dag, number -> at.join(number, queue));
        at.ask(requests);
        launchPlaced();
    }

    private static SlotRequest[] readyTasks(int dag, int tasks) {
        return IntStream.range(0, tasks)
                .mapToObj(task -> ready(attempt(dag, 0, task)))
                .toArray(SlotRequest[]::new);
    }

    private void launchPlaced() {
        for (RecordedDag dag : dags.values()) {
            Map.copyOf(dag.placed).forEach((attempt, worker) -> {
                if (!running.containsKey(attempt) && !dag.ended.containsKey(attempt)) {
                    TestWorker on = at.workers.get(worker.id());
                    at.launch(attempt, on);
                    running.put(attempt, on);
                }
            });
        }
    }

    private void endOne(AttemptId attempt) {
        running.remove(attempt).succeed(attempt);
        at.world.settle();
        launchPlaced();
    }

    private void endOldest() {
        endOne(running.keySet().iterator().next());
    }

    private void endOldestOf(int dag) {
        endOne(running.keySet().stream()
                .filter(attempt -> attempt.dag().equals(GroupFixture.dag(dag)))
                .findFirst()
                .orElseThrow());
    }

    private int started(int dag) {
        return dags.get(dag).placed.size();
    }

    private int ended(int dag) {
        return dags.get(dag).ended.size();
    }

    private int held(int dag) {
        return (int) running.keySet().stream()
                .filter(attempt -> attempt.dag().equals(GroupFixture.dag(dag)))
                .count();
    }

    private List<Integer> held() {
        return dags.keySet().stream().map(this::held).toList();
    }

    // ---- common

    @Test
    void underCommonTheOldestDagGoesFirstAndLaterOnesGetWhatIsLeft() {
        group(2, 2, DagQueues.common());
        submit(1, "default", 5);
        submit(2, "default", 2);
        submit(3, "default", 3);
        assertEquals(List.of(4, 0, 0), held());
        endOldest();
        assertEquals(List.of(4, 0, 0), held());
        endOldest();
        endOldest();
        assertEquals(List.of(2, 2, 0), held());
        submit(1, "default", ready(attempt(1, 1, 0)));
        endOldest();
        assertEquals(List.of(2, 2, 0), held(), "the oldest again, though another has waited longer");
        endOldest();
        assertEquals(1, held(3));
    }

    // ---- individual

    @Test
    void underIndividualEachOfManyDagsHasASlotBeforeAnyEnds() {
        group(2, 2, DagQueues.individual());
        int tasks = 8;
        IntStream.rangeClosed(1, 16).forEach(dag -> submit(dag, "default", tasks));
        assertEquals(4, held(1), "it was alone");
        while (dags.keySet().stream().anyMatch(dag -> started(dag) == 0)) {
            endOldest();
            dags.keySet().forEach(dag -> assertTrue(ended(dag) < tasks, "DAG " + dag + " has ended"));
        }
        while (!running.isEmpty()) {
            endOldest();
            List<Integer> inTurn =
                    dags.keySet().stream().skip(1).map(this::started).toList();
            int most = inTurn.stream().mapToInt(n -> n).max().orElseThrow();
            int fewest = inTurn.stream().mapToInt(n -> n).min().orElseThrow();
            assertTrue(most - fewest <= 1, "one after the other, but they started " + inTurn);
        }
        assertEquals(16 * tasks, dags.keySet().stream().mapToInt(this::ended).sum());
    }

    @Test
    void underIndividualAttemptsOfSeveralSlotsCountAsMany() {
        group(9, 1, DagQueues.individual());
        submit(1, "default", request(attempt(1, 0, 0), 9, false, false));
        submit(
                2,
                "default",
                IntStream.range(0, 4)
                        .mapToObj(task -> request(attempt(2, 0, task), 2, false, false))
                        .toArray(SlotRequest[]::new));
        submit(3, "default", 9);
        endOldest();
        assertEquals(List.of(0, 2, 4), held());
    }

    @Test
    void underIndividualANewDagGetsTheNextSlot() {
        group(2, 1, DagQueues.individual());
        submit(1, "default", 9);
        submit(2, "default", 9);
        endOldest();
        assertEquals(List.of(1, 1), held());
        submit(3, "default", 9);
        endOldest();
        assertEquals(1, held(3));
    }

    // ---- capacity

    @Test
    void underCapacityGuaranteesHoldForWhatMoreImportantQueuesLeave() {
        group(5, 2, FOUR_QUEUES);
        submit(0, "low", request(attempt(0, 0, 0), 5, false, false), request(attempt(0, 0, 1), 5, false, false));
        submit(1, "low", 20);
        submit(2, "default", 20);
        submit(3, "medium", 20);
        submit(4, "high", 20);
        endOldestOf(0);
        endOldestOf(0);
        assertEquals(List.of(0, 0, 0, 2, 8), held(), "80 %, and of 50 % what is left");
    }

    @Test
    void underCapacityUnusedSharesFlowDownAndWhatIsLeftGoesUp() {
        group(5, 2, FOUR_QUEUES);
        submit(0, "low", request(attempt(0, 0, 0), 5, false, false), request(attempt(0, 0, 1), 5, false, false));
        submit(1, "low", 20);
        submit(2, "default", 20);
        submit(3, "medium", 20);
        submit(4, "high", 1);
        endOldestOf(0);
        endOldestOf(0);
        assertEquals(List.of(0, 0, 2, 7, 1), held(), "high 1, medium 50 % and what is left, default 20 %");
    }

    @Test
    void underCapacityWhatIsLentComesBackAsAttemptsEndAndNotBefore() {
        group(5, 2, FOUR_QUEUES);
        submit(1, "low", 40);
        assertEquals(10, held(1), "nobody else wants them");
        submit(2, "medium", 40);
        assertEquals(List.of(10, 0), held(), "nothing is taken away");
        assertEquals(0, ended(1));
        IntStream.range(0, 5).forEach(i -> endOldestOf(1));
        assertEquals(List.of(5, 5), held());
        submit(3, "high", 40);
        IntStream.range(0, 8).forEach(i -> endOldest());
        assertEquals(8, held(3));
        assertEquals(2, held(1) + held(2));
    }

    @Test
    void underCapacityDagsOfOneQueueHaveEqualShares() {
        group(5, 2, FOUR_QUEUES);
        submit(0, "low", request(attempt(0, 0, 0), 5, false, false), request(attempt(0, 0, 1), 5, false, false));
        submit(1, "high", 20);
        submit(2, "high", 20);
        submit(3, "default", 20);
        endOldestOf(0);
        endOldestOf(0);
        assertEquals(List.of(0, 4, 4, 2), held());
    }

    @Test
    void aDagOfAnUnknownQueueIsInDefaultWhichIsLastIfNobodyDeclaresIt() {
        assertEquals(
                new DagQueue("default", 0),
                DagQueues.capacity(List.of(new DagQueue("high", 80))).named("nowhere"));
        assertEquals(new DagQueue("default", 20), FOUR_QUEUES.named("nowhere"));
        assertEquals(
                List.of("high", "default"),
                DagQueues.capacity(List.of(new DagQueue("high", 80))).names());
        group(1, 1, DagQueues.capacity(List.of(new DagQueue("high", 0))));
        submit(1, "high", 1);
        submit(2, "nowhere", 1);
        submit(3, "high", ready(attempt(3, 0, 0)));
        endOldest();
        assertEquals(List.of(0, 0, 1), held());
    }

    @Test
    void queuesOfOneNameAreRefused() {
        List<DagQueue> twice = List.of(new DagQueue("a", 1), new DagQueue("a", 2));
        assertThrows(IllegalArgumentException.class, () -> DagQueues.capacity(twice));
        assertThrows(IllegalArgumentException.class, () -> new DagQueue("a", 101));
    }

    // ---- what no queue changes

    @Test
    void readyRequestsOfAnyQueueComeBeforeConsumersOfTheMostImportant() {
        group(3, 1, FOUR_QUEUES);
        submit(1, "high", consumer(attempt(1, 1, 0)), consumer(attempt(1, 1, 1)), consumer(attempt(1, 1, 2)));
        assertEquals(2, held(1), "one slot is left for those that do not wait");
        submit(2, "low", 5);
        endOldestOf(2);
        assertEquals(List.of(2, 1), held());
    }

    @Test
    void aRerunOfTheLeastImportantQueueStillPushesOutAConsumer() {
        group(2, 1, FOUR_QUEUES);
        submit(1, "high", consumer(attempt(1, 1, 0)));
        submit(2, "low", 1);
        submit(2, "low", rerun(attempt(2, 0, 7)));
        assertFalse(dags.get(2).placed.containsKey(attempt(2, 0, 7)));
        at.workers.values().iterator().next().end(attempt(1, 1, 0), AttemptEnd.Outcome.KILLED);
        at.world.settle();
        assertTrue(dags.get(2).placed.containsKey(attempt(2, 0, 7)));
    }

    @Test
    void withinADagPrioritiesDecideUnderEachScheme() {
        for (DagQueues queues : List.of(DagQueues.common(), DagQueues.individual(), FOUR_QUEUES)) {
            dags.clear();
            running.clear();
            group(1, 1, queues);
            submit(1, "high", ready(attempt(1, 5, 0)));
            submit(1, "high", ready(attempt(1, 3, 0)), ready(attempt(1, 2, 0)));
            List<AttemptId> order = new ArrayList<>();
            while (!running.isEmpty()) {
                order.add(running.keySet().iterator().next());
                endOldest();
            }
            assertEquals(List.of(attempt(1, 5, 0), attempt(1, 2, 0), attempt(1, 3, 0)), order, queues.toString());
        }
    }
}
