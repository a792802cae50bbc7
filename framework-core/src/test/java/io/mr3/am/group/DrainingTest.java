package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.dag;
import static io.mr3.am.group.GroupFixture.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker whose host is to be emptied. */
class DrainingTest {
    private static final String WHY = "node n1 is decommissioned";

    private final GroupFixture at = new GroupFixture(2, 3);
    private final RecordedDag first = at.join(1);
    private final TestWorker worker = at.worker(1);

    private void drain() {
        at.group.workerEvents().draining(worker.id(), WHY);
        at.world.settle();
    }

    private void run(AttemptId attempt) {
        at.ask(ready(attempt));
        at.launch(attempt, worker);
    }

    private boolean isSentAway() {
        return worker.orders().stream()
                .anyMatch(
                        order -> order.hasStop() && order.getStop().getReason().equals(WHY));
    }

    @Test
    void anIdleOneLeavesAtOnce() {
        drain();
        assertTrue(isSentAway());
    }

    @Test
    void itGoesOnWithTheDagsThatItHasAndGetsNoOthers() {
        run(attempt(1, 0, 0));
        drain();
        assertEquals("draining", at.group.status().workers().get(0).state());
        assertEquals(1, at.supply.need().wanted(), "no other is needed yet");
        worker.succeed(attempt(1, 0, 0));
        run(attempt(1, 1, 0));
        assertEquals(worker.id(), first.placed.get(attempt(1, 1, 0)).id());

        RecordedDag second = at.join(2);
        at.ask(ready(attempt(2, 0, 0)));
        assertFalse(second.placed.containsKey(attempt(2, 0, 0)));
        assertEquals(2, at.supply.need().wanted(), "one in its place");
        TestWorker next = at.worker(2);
        assertEquals(next.id(), second.placed.get(attempt(2, 0, 0)).id());

        worker.succeed(attempt(1, 1, 0));
        at.world.settle();
        assertFalse(isSentAway(), "its outputs may be needed");
        at.group.leave(dag(1));
        at.world.settle();
        assertTrue(isSentAway());
        assertFalse(next.orders().stream().anyMatch(Order::hasStop));
    }

    @Test
    void oneWithoutAGoodDiskAsksForItAndPeopleSeeWhy() {
        run(attempt(1, 0, 0));
        worker.disks(false, "/d1: read-only");
        at.world.settle();
        assertEquals("active", at.group.status().workers().get(0).state());
        assertEquals(
                List.of("/d1: read-only"), at.group.status().workers().get(0).badDirectories());
        worker.disks(true, "/d1: read-only", "/d2: full");
        worker.disks(true, "/d1: read-only", "/d2: full");
        at.world.settle();
        assertEquals("draining", at.group.status().workers().get(0).state());
        worker.disks(false);
        at.world.settle();
        assertEquals(
                List.of(
                        "ready worker-1",
                        "disks worker-1 [/d1: read-only]",
                        "disks worker-1 [/d1: read-only, /d2: full]",
                        "disks worker-1 []"),
                at.history.log());
        assertEquals(List.of(), at.group.status().workers().get(0).badDirectories());
    }

    @Test
    void itServesAllWhileNoOthersAreToBeHad() {
        run(attempt(1, 0, 0));
        drain();
        RecordedDag second = at.join(2);
        at.ask(ready(attempt(2, 0, 0)));
        at.group.workerEvents().shortage(true);
        at.world.settle();
        assertEquals(worker.id(), second.placed.get(attempt(2, 0, 0)).id());
    }

    @Test
    void itServesAllOfAGroupThatMayHaveNoOthers() {
        GroupFixture small = new GroupFixture(2, 1);
        small.join(1);
        TestWorker only = small.worker(1);
        small.ask(ready(attempt(1, 0, 0)));
        small.launch(attempt(1, 0, 0), only);
        small.group.workerEvents().draining(only.id(), WHY);
        RecordedDag second = small.join(2);
        small.ask(ready(attempt(2, 0, 0)));
        assertEquals(only.id(), second.placed.get(attempt(2, 0, 0)).id());
    }

    @Test
    void oneThatIsStillStartingLeavesAsSoonAsItIsThere() {
        TestWorker late = at.granted(2, "host2", "");
        at.group.workerEvents().draining(late.id(), WHY);
        late.register();
        at.world.settle();
        assertTrue(late.orders().stream().anyMatch(Order::hasStop));
    }
}
