package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.dag;
import static io.mr3.am.group.GroupFixture.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.common.AttemptId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Workers that run one attempt at a time, or one in their life; and those that are kept. */
class WorkerUseTest {
    private static final AttemptId A = attempt(1, 0, 0);
    private static final AttemptId B = attempt(1, 0, 1);
    private static final AttemptId OTHER = attempt(2, 0, 0);

    @Test
    void withoutTheConcurrentFlagAnAttemptHasItsWorkerForItself() {
        GroupFixture at = new GroupFixture(GroupFixture.spec(4, 3, new WorkerUse(true, false)));
        RecordedDag dag = at.join(1);
        RecordedDag other = at.join(2);
        TestWorker worker = at.worker(1);
        at.ask(ready(A), ready(OTHER));
        assertEquals(Set.of(A), dag.placed.keySet());
        assertEquals(Set.of(), other.placed.keySet());
        assertEquals(2, at.supply.need().wanted());
        at.launch(A, worker);
        worker.succeed(A);
        at.world.settle();
        assertEquals(Set.of(OTHER), other.placed.keySet());
    }

    @Test
    void withoutTheReuseFlagAWorkerHasOneAttemptAndLeavesWhenNobodyNeedsItsOutputs() {
        GroupFixture at = new GroupFixture(GroupFixture.spec(2, 3, new WorkerUse(false, true)));
        RecordedDag dag = at.join(1);
        TestWorker first = at.worker(1);
        at.ask(ready(A), ready(B));
        assertEquals(Set.of(A), dag.placed.keySet());
        at.launch(A, first);
        first.succeed(A);
        at.world.settle();
        assertEquals(Set.of(A), dag.placed.keySet(), "it gets no other");
        assertEquals(2, at.supply.need().wanted(), "one that has had its attempt, one for the other");
        TestWorker second = at.worker(2);
        assertEquals(Set.of(A, B), dag.placed.keySet());
        assertEquals(second.id(), dag.placed.get(B).id());
        at.launch(B, second);
        second.succeed(B);
        at.world.settle();
        assertEquals(Set.of(), at.supply.need().leaving(), "their outputs are needed");
        at.group.leave(dag(1));
        at.world.settle();
        assertEquals(Set.of(first.id(), second.id()), at.supply.need().leaving());
        assertEquals(List.of("registered", "launch " + A, "ended " + dag(1), "stop"), first.takeOrders());
    }

    @Test
    void aWorkerRunsAnotherAttemptWhereNothingCouldGoOnOtherwise() {
        GroupFixture at = new GroupFixture(GroupFixture.spec(2, 1, new WorkerUse(false, true)));
        RecordedDag dag = at.join(1);
        TestWorker only = at.worker(1);
        at.ask(ready(A), ready(B));
        at.launch(A, only);
        only.succeed(A);
        at.world.settle();
        assertEquals(only.id(), dag.placed.get(B).id());
    }

    @Test
    void theLeastWorkersAreStartedAtOnceAndKept() {
        GroupFixture at = new GroupFixture(GroupFixture.spec(2, 2, 3));
        assertEquals(2, at.supply.need().wanted());
        at.worker(1).heartbeat();
        at.worker(2);
        for (int i = 0; i < 400; i++) {
            at.workers.values().forEach(TestWorker::heartbeat);
            at.world.advance(Duration.ofSeconds(1));
        }
        assertEquals(Set.of(), at.supply.need().leaving());
        assertEquals(2, at.supply.need().wanted());
    }
}
