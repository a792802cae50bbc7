package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.consumer;
import static io.mr3.am.group.GroupFixture.dag;
import static io.mr3.am.group.GroupFixture.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.Kill;
import io.mr3.rpc.proto.Order;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker goes from one group to another; the broker's part is played by the test. */
class HandoverTest {
    private static final AttemptId A = attempt(1, 0, 0);
    private static final AttemptId B = attempt(1, 0, 1);
    private static final AttemptId OTHER = attempt(2, 0, 0);

    private final GroupFixture one = new GroupFixture(2, 3);
    private final GroupFixture two = new GroupFixture(2, 3);
    private final RecordedDag dag = one.join(1);
    private final RecordedDag other = two.join(2);
    private TestWorker worker;

    @BeforeEach
    void leaveAnOutput() {
        worker = one.worker(1);
        one.ask(ready(A));
        one.launch(A, worker);
        worker.succeed(A);
        one.world.settle();
        dag.takeLog();
        worker.takeOrders();
    }

    private Relief.Move move(Relief.Way way) {
        return new Relief.Move(worker.id(), "one", "two", way, Map.of());
    }

    private HandedOver letGo() {
        one.group.workerEvents().letGo(move(Relief.Way.HAND_OVER));
        one.world.settle();
        assertEquals(1, one.supply.handedOver.size(), "handed over");
        return one.supply.handedOver.remove(0);
    }

    private void adopt(HandedOver handed) {
        two.group.workerEvents().adopt(handed);
        two.world.settle();
    }

    @Test
    void offersAreNamedWhileThereIsAShortage() {
        assertEquals(List.of(), one.supply.need().offers());
        one.group.workerEvents().shortage(true);
        one.world.settle();
        assertEquals(
                List.of(new Offer(worker.id(), Offer.State.RESTING, dag(1))),
                one.supply.need().offers());
        one.ask(ready(B));
        assertEquals(
                List.of(new Offer(worker.id(), Offer.State.WORKING, dag(1), Map.of(dag(1), 0))),
                one.supply.need().offers());
        assertTrue(one.supply.need().works());
        one.group.workerEvents().shortage(false);
        one.world.settle();
        assertEquals(Need.NOTHING.offers(), one.supply.need().offers());
    }

    @Test
    void itsOutputsStayAndBothGroupsDagsUseIt() {
        HandedOver handed = letGo();
        assertEquals(0, one.group.status().slots());
        assertEquals(List.of(), dag.takeLog(), "nothing is lost");
        adopt(handed);
        assertEquals(2, two.group.status().slots());
        two.ask(ready(OTHER));
        two.launch(OTHER, worker);
        worker.succeed(OTHER);
        two.world.settle();
        assertEquals(List.of("registered", "launch " + OTHER), worker.takeOrders());
        assertEquals("ended " + OTHER + " FINISHED", other.log.get(other.log.size() - 1));
        Order kill = Order.newBuilder()
                .setKill(Kill.newBuilder().setAttemptId(A.toString()))
                .build();
        one.group.send(dag(1), worker.id(), List.of(kill));
        one.world.settle();
        assertEquals(1, one.supply.forwarded.size(), "by way of the broker");
        two.group.workerEvents().forwarded(dag(1), dag, worker.id(), one.supply.forwarded);
        two.world.settle();
        assertEquals(List.of("kill " + A), worker.takeOrders());
    }

    @Test
    void theFirstGroupsDagHearsWhenItIsLost() {
        adopt(letGo());
        worker.disconnect();
        one.world.settle();
        two.world.advance(Duration.ofSeconds(2));
        assertEquals(
                List.of("lost worker-1: worker-1@host1 is lost: its connection has closed: connection reset"),
                dag.takeLog());
        assertEquals(List.of("ready worker-1"), one.history.log());
    }

    @Test
    void theEndOfTheFirstGroupsDagIsTold() {
        adopt(letGo());
        one.group.leave(dag(1));
        one.world.settle();
        assertEquals(List.of(dag(1)), one.supply.left);
        two.group.workerEvents().left(dag(1));
        two.world.settle();
        assertEquals(List.of("registered", "ended " + dag(1)), worker.takeOrders());
    }

    @Test
    void whatOnlyWaitsForInputsIsTakenBackFirst() {
        AttemptId waits = attempt(1, 1, 0);
        one.ask(consumer(waits));
        one.launch(waits, worker);
        one.group.workerEvents().letGo(move(Relief.Way.HAND_OVER));
        one.ask(ready(B));
        assertEquals(List.of(), one.supply.handedOver);
        assertEquals(
                Set.of(waits),
                dag.placed.keySet().stream().filter(waits::equals).collect(Collectors.toSet()));
        assertTrue(!dag.placed.containsKey(B), "nothing more is placed there");
        worker.end(waits, AttemptEnd.Outcome.KILLED);
        one.world.settle();
        assertEquals(1, one.supply.handedOver.size());
        assertEquals("REVOKED", dag.ended.get(waits).kind().name());
    }

    @Test
    void whatComesLaterInItsDagMakesWayForWhatMustRunAgain() {
        AttemptId later = attempt(1, 3, 0);
        one.ask(ready(later));
        one.launch(later, worker);
        Relief.Move move =
                new Relief.Move(worker.id(), "one", "two", Relief.Way.HAND_OVER, Map.of(dag(1), 3, dag(2), 0));
        one.group.workerEvents().letGo(move);
        one.world.settle();
        assertEquals(List.of(worker.id()), one.supply.kept, "it does not come later");
        one.group
                .workerEvents()
                .letGo(new Relief.Move(worker.id(), "one", "two", Relief.Way.HAND_OVER, Map.of(dag(1), 2)));
        worker.end(later, AttemptEnd.Outcome.KILLED);
        one.world.settle();
        assertEquals(1, one.supply.handedOver.size());
    }

    @Test
    void aWorkerInUseOrGoneIsKept() {
        one.ask(ready(B));
        one.group.workerEvents().letGo(move(Relief.Way.HAND_OVER));
        one.world.settle();
        assertEquals(List.of(worker.id()), one.supply.kept);
        one.group.workerEvents().ended(worker.id(), "gone");
        one.group.workerEvents().letGo(move(Relief.Way.SEND_AWAY));
        one.world.settle();
        assertEquals(List.of(worker.id(), worker.id()), one.supply.kept);
    }

    @Test
    void aGroupThatHasEndedSendsItAway() {
        HandedOver handed = letGo();
        two.group.stop("it has ended");
        adopt(handed);
        assertEquals(Set.of(worker.id()), two.supply.need().leaving());
        assertEquals(List.of("lost worker-1: worker-1@host1 has ended with its group"), dag.takeLog());
        assertEquals(Map.of(), Map.copyOf(other.placed));
    }
}
