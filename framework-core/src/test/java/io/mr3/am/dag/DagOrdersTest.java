package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.SlotRequest;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.Counter;
import io.mr3.rpc.proto.CounterGroup;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.SimulatedWorker;
import io.mr3.testkit.TaskScript;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes to workers and to the group, and what is counted. */
class DagOrdersTest {
    @Test
    void everyEventGoesToEveryWorkerOnce() {
        Seeds.each(40, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            new PlanBuilder().vertex("a", 20).vertex("b", 9).shuffle("a", "b"))
                    .succeed();
            int workersOfB = 0;
            for (SimulatedWorker worker : trial.slots.workers()) {
                Set<Integer> sources = new HashSet<>();
                for (Order order : worker.orders()) {
                    for (OutputEvent event : order.getEdgeEvents().getEventsList()) {
                        assertTrue(sources.add(event.getSourceTask()), "sent twice: " + event);
                    }
                }
                boolean hasB = trial.launched("b").stream().anyMatch(b -> b.worker() == worker);
                assertEquals(hasB ? 20 : 0, sources.size());
                workersOfB += hasB ? 1 : 0;
            }
            assertTrue(workersOfB > 1);
        });
    }

    @Test
    void consumersWaitForInputsUntilTheirSourcesHaveEnded() {
        Seeds.each(40, seed -> {
            DagTrial trial = new DagTrial(
                    seed, new PlanBuilder().vertex("a", 2).vertex("b", 3).shuffle("a", "b"));
            trial.succeed();
            for (SlotRequest request : trial.slots.requests()) {
                boolean isB = request.attempt().vertex().index() == 1;
                assertEquals(isB, request.waitsForInputs());
                assertEquals(isB ? 3 : 1, request.priority());
                assertEquals(1024, request.resources().memoryMb());
            }
            trial.slots.readied().forEach(id -> assertEquals(1, id.vertex().index()));
        });
    }

    @Test
    void hintsBecomeLocationsAndAreCounted() {
        DagTrial trial = new DagTrial(
                1,
                new PlanBuilder()
                        .vertex("a", 3)
                        .hints(
                                "a",
                                List.of(
                                        LocationHint.at(List.of("host2"), List.of("/rack")),
                                        LocationHint.at(List.of("elsewhere"), List.of()),
                                        LocationHint.at(List.of("worker-3@host3"), List.of()))));
        trial.succeed();
        assertEquals(List.of("host2", "/rack"), trial.slots.requests().get(0).locations());
        long local = trial.launched.stream()
                .filter(a -> a.worker().ref().id().number() == (a.task() == 0 ? 2 : a.task() == 2 ? 3 : -1))
                .count();
        assertEquals(local, counter(trial.status(), "DATA_LOCAL_TASKS"));
        assertEquals(3 - local, counter(trial.status(), "OTHER_LOCAL_TASKS"));
        assertTrue(local >= 1);
    }

    @Test
    void taskMayAskToRunNearAnother() {
        DagTrial trial =
                new DagTrial(1, new PlanBuilder().vertex("a", 1).vertex("b", 1).shuffle("a", "b"));
        trial.plugins.manager("b", (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
            @Override
            public void sourceTaskCompleted(io.mr3.common.AttemptId attempt) {
                context.schedule(List.of(0), List.of(new LocationHint(List.of("far"), List.of(), "a", 0)));
            }

            @Override
            public void vertexStateChanged(String source, VertexEventKind state) {}
        });
        trial.succeed();
        var ref = trial.launched("a").get(0).worker().ref();
        assertEquals(
                List.of(ref.location(), ref.host(), "far"),
                trial.slots.requests().get(1).locations());
    }

    private static long counter(DagStatus status, String name) {
        return counter(status.getCountersList(), "org.apache.tez.common.counters.DAGCounter", name);
    }

    private static long counter(List<CounterGroup> groups, String group, String name) {
        return groups.stream()
                .filter(g -> g.getName().equals(group))
                .flatMap(g -> g.getCountersList().stream())
                .filter(c -> c.getName().equals(name))
                .mapToLong(Counter::getValue)
                .sum();
    }

    /** Absolute values of the latest report; each task once, however often it runs; failed attempts do not count. */
    @Test
    void countersAreSummedOverTasksVerticesAndTheDag() {
        Seeds.each(20, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            new PlanBuilder().vertex("a", 3).vertex("b", 2).shuffle("a", "b"))
                    .script(new TaskScript() {
                        @Override
                        public void inputsComplete(SimulatedAttempt attempt) {
                            attempt.setStatus(status(7)).report();
                            attempt.setStatus(status(10));
                            if (attempt.vertex().equals("b") && attempt.id().number() == 0) {
                                attempt.fail("planned");
                            } else if (attempt.vertex().equals("b")
                                    && attempt.inputs().get(0).get(0).version() == 0) {
                                attempt.complain(0, 0).report();
                            } else {
                                attempt.succeed();
                            }
                        }
                    })
                    .succeed();
            assertEquals(30, counter(trial.vertex("a").getCountersList(), "HIVE", "RECORDS"));
            assertEquals(20, counter(trial.vertex("b").getCountersList(), "HIVE", "RECORDS"));
            assertEquals(50, counter(trial.status().getCountersList(), "HIVE", "RECORDS"));
            // one that fails while the other has an output made again counts as killed
            assertEquals(2, counter(trial.status(), "NUM_FAILED_TASKS") + counter(trial.status(), "NUM_KILLED_TASKS"));
            assertEquals(6, counter(trial.status(), "NUM_SUCCEEDED_TASKS"));
            assertEquals(8, counter(trial.status(), "TOTAL_LAUNCHED_TASKS"));
        });
    }

    private static AttemptStatus status(long records) {
        return AttemptStatus.newBuilder()
                .setProgress(0.5f)
                .addCounters(CounterGroup.newBuilder()
                        .setName("HIVE")
                        .addCounters(Counter.newBuilder().setName("RECORDS").setValue(records)))
                .build();
    }
}
