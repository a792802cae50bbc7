package io.mr3.am.group;

import static io.mr3.am.group.GroupFixture.attempt;
import static io.mr3.am.group.GroupFixture.dag;
import static io.mr3.am.group.GroupFixture.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.rpc.proto.Report;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plug-ins of a DAG get a worker beside its attempts, and another one when that is lost. */
class PluginWorkerTest {
    private final GroupFixture at = new GroupFixture(1, 1);
    private final RecordedDag dag = at.join(1);

    private void ask() {
        at.group.hostPlugins(dag(1));
        at.world.settle();
    }

    @Test
    void aWorkerIsAskedForAndTakesThemWithoutASlot() {
        ask();
        assertEquals(1, at.supply.need().wanted());
        at.world.advance(Duration.ofSeconds(2));
        assertEquals("waits for a worker", dag.waiting);

        TestWorker worker = at.worker(1);

        assertTrue(dag.takeLog().contains("plugins placed worker-1"));
        assertEquals("", dag.waiting);
        at.ask(ready(attempt(1, 0, 0)));
        assertEquals(worker.id(), dag.placed.get(attempt(1, 0, 0)).id(), "the only slot is still free");
    }

    @Test
    void theWorkerStaysWhileTheDagDoesAndIsThenToldThatItIsOver() {
        ask();
        TestWorker worker = at.worker(1);
        for (int i = 0; i < 20; i++) {
            at.world.advance(Duration.ofMinutes(1).minusSeconds(35));
            worker.heartbeat();
        }
        assertEquals(1, at.group.status().slots());

        at.group.leave(dag(1));
        at.world.settle();

        assertTrue(worker.orders().stream()
                .anyMatch(order -> order.getDagEnded().getDagId().equals(dag(1).toString())));
    }

    @Test
    void anotherWorkerTakesThemOnlyWhenTheDagAsksAgain() {
        ask();
        TestWorker worker = at.worker(1);
        worker.disconnect();
        at.group.workerEvents().ended(worker.id(), "killed");
        at.world.settle();
        TestWorker next = at.worker(2);
        assertTrue(dag.takeLog().contains("lost worker-1: killed"));

        ask();

        assertEquals(List.of("plugins placed " + next.id()), dag.takeLog());
    }

    @Test
    void whatIsSaidOfThemReachesTheDagUnlessTheWorkerIsLost() {
        ask();
        TestWorker worker = at.worker(1);
        Report report = Report.newBuilder()
                .setPlugin(PluginMessage.newBuilder()
                        .setDagId(dag(1).toString())
                        .setPayload(ByteString.copyFromUtf8("done")))
                .build();
        dag.takeLog();
        worker.say(report);
        at.world.settle();
        assertEquals(List.of("plugins reported worker-1 done"), dag.takeLog());

        worker.disconnect();
        worker.say(report);
        at.world.settle();

        assertEquals(List.of(), dag.takeLog());
    }
}
