package io.mr3.am.dag;

import static io.mr3.am.dag.EdgePlan.Kind.BROADCAST;
import static io.mr3.am.dag.EdgePlan.Kind.CUSTOM;
import static io.mr3.am.dag.EdgePlan.Kind.ONE_TO_ONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.routing.EdgeRouting;
import io.mr3.common.routing.ScatterGather;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.rpc.proto.Routing;
import io.mr3.rpc.proto.VertexStateProto;
import io.mr3.testkit.ScriptedAttempt.Read;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** DAGs of many shapes run to their ends, and every consumer reads every output that is meant for it. */
class DagShapesTest {
    private static final int SEEDS = 40;

    private static PlanBuilder plan() {
        return new PlanBuilder();
    }

    /** Partitions of all source tasks that the tasks of a vertex have read on an edge, each exactly once. */
    private static Set<List<Integer>> partitionsRead(DagTrial trial, String vertex, int edge) {
        Set<List<Integer>> read = new HashSet<>();
        for (SimulatedAttempt attempt : trial.launched(vertex)) {
            for (Read input : attempt.inputs().get(edge).values()) {
                assertTrue(read.add(List.of(input.sourceTask(), input.partition())), "read twice: " + input);
            }
        }
        return read;
    }

    private static List<Integer> sourcesRead(SimulatedAttempt attempt, int edge) {
        return attempt.inputs().get(edge).values().stream()
                .map(Read::sourceTask)
                .toList();
    }

    @Test
    void chain() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            plan().vertex("a", 7)
                                    .vertex("b", 3)
                                    .vertex("c", 1)
                                    .shuffle("a", "b")
                                    .shuffle("b", "c"))
                    .succeed();
            assertEquals(11, trial.launched.size());
            assertEquals(7 * 3, partitionsRead(trial, "b", 0).size());
            assertEquals(3, partitionsRead(trial, "c", 1).size());
        });
    }

    @Test
    void diamond() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            plan().vertex("a", 4)
                                    .vertex("b", 3)
                                    .vertex("c", 2)
                                    .vertex("d", 5)
                                    .shuffle("a", "b")
                                    .edge("a", "c", BROADCAST)
                                    .shuffle("b", "d")
                                    .shuffle("c", "d"))
                    .succeed();
            assertEquals(4 * 3, partitionsRead(trial, "b", 0).size());
            trial.launched("c").forEach(c -> assertEquals(List.of(0, 1, 2, 3), sourcesRead(c, 1)));
            assertEquals(3 * 5, partitionsRead(trial, "d", 2).size());
            assertEquals(2 * 5, partitionsRead(trial, "d", 3).size());
        });
    }

    @Test
    void fanOutAndIn() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = plan().vertex("root", 2).vertex("end", 3);
            for (int i = 0; i < 8; i++) {
                plan.vertex("v" + i, 1 + i % 3).shuffle("root", "v" + i).shuffle("v" + i, "end");
            }
            new DagTrial(seed, plan).succeed();
        });
    }

    @Test
    void vertexWithoutEdges() {
        new DagTrial(1, plan().vertex("only", 5)).succeed();
    }

    @Test
    void oneToOneTakesTheNumberOfTasksOfItsSource() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            plan().vertex("a", 4)
                                    .vertex("b", -1)
                                    .vertex("c", 2)
                                    .edge("a", "b", ONE_TO_ONE)
                                    .shuffle("b", "c"))
                    .succeed();
            assertEquals(4, trial.vertex("b").getTotal());
            trial.launched("b").forEach(b -> assertEquals(List.of(b.task()), sourcesRead(b, 0)));
        });
    }

    @Test
    void oneToOneOfUnequalEndsFails() {
        DagTrial trial = new DagTrial(1, plan().vertex("a", 4).vertex("b", 3).edge("a", "b", ONE_TO_ONE))
                .finish()
                .expect(DagStateProto.DAG_FAILED);
        assertTrue(
                trial.status().getDiagnostics(0).contains("one-to-one edge a -> b, got 4 and 3"),
                trial.status().getDiagnostics(0));
    }

    @Test
    void vertexWithoutTasksSucceedsAtOnce() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            plan().vertex("empty", 0)
                                    .vertex("a", 2)
                                    .vertex("b", 3)
                                    .vertex("c", 0)
                                    .shuffle("empty", "b")
                                    .edge("a", "b", BROADCAST)
                                    .shuffle("b", "c"))
                    .succeed();
            trial.launched("b")
                    .forEach(b -> assertEquals(List.of(0, 2), b.launch().getPhysicalInputsList()));
            trial.launched("b").forEach(b -> assertEquals(List.of(0), b.launch().getPhysicalOutputsList()));
        });
    }

    @Test
    void dagWithoutVerticesSucceeds() {
        new DagTrial(1, plan()).succeed();
    }

    /** As an auto-reducing manager does: waits until some sources have succeeded, then takes ranges of partitions. */
    private static final class HalvingManager extends ImmediateStart {
        private final VertexManagerContext context;
        private int completed;

        HalvingManager(VertexManagerContext context) {
            super("b", List.of("a"), context);
            this.context = context;
        }

        @Override
        public void initialize() {
            context.reconfigurationPlanned();
        }

        @Override
        public void vertexStarted(List<io.mr3.common.AttemptId> done) {
            done.forEach(this::sourceTaskCompleted);
        }

        @Override
        public void sourceTaskCompleted(io.mr3.common.AttemptId attempt) {
            if (++completed == 2) {
                int partitions = context.parallelism("b");
                int tasks = (partitions + 1) / 2;
                context.reconfigure(tasks, null, Map.of("a", new ScatterGather(partitions, 2, tasks)));
                assertEquals(tasks, context.parallelism("b"), "seen at once");
                context.reconfigurationDone();
                context.schedule(IntStream.range(0, tasks).boxed().toList(), null);
            }
        }
    }

    @Test
    void reductionAfterSourcesHaveStartedReadsAllPartitions() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                    seed,
                    plan().vertex("a", 5)
                            .vertex("b", 7)
                            .vertex("c", 2)
                            .shuffle("a", "b")
                            .shuffle("b", "c"));
            trial.plugins.manager("b", (vertex, context) -> new HalvingManager(context));
            trial.succeed();
            assertEquals(4, trial.vertex("b").getTotal());
            assertEquals(5 * 7, partitionsRead(trial, "b", 0).size());
            trial.launched("a").forEach(a -> assertEquals(List.of(7), a.launch().getPhysicalOutputsList()));
        });
    }

    /** Destination task d reads output (s + d) % 2 of each source task s, last input first. */
    private record Crossing(int sources) implements EdgeRouting {
        @Override
        public int physicalInputs(int destinationTask, int sourceTasks) {
            return sourceTasks;
        }

        @Override
        public int physicalOutputs(int sourceTask) {
            return 2;
        }

        @Override
        public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
            sink.accept(RoutedOutput.newBuilder()
                    .setOutput(event)
                    .setSourceIndex((event.getSourceTask() + destinationTask) % 2)
                    .setTargetIndex(sources - 1 - event.getSourceTask())
                    .setCount(1)
                    .build());
        }

        @Override
        public int sourceOf(int destinationTask, int inputIndex) {
            return sources - 1 - inputIndex;
        }

        @Override
        public int consumers(int sourceTask) {
            return 1;
        }
    }

    @Test
    void customRoutingIsExpandedByTheMaster() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                            seed, plan().vertex("a", 3).vertex("b", 4).edge("a", "b", CUSTOM, new Crossing(3)))
                    .succeed();
            for (SimulatedAttempt b : trial.launched("b")) {
                assertEquals(
                        Routing.Kind.BY_MASTER,
                        b.description().getInEdges(0).getRouting().getKind());
                assertEquals(List.of(2, 1, 0), sourcesRead(b, 0));
                b.inputs()
                        .get(0)
                        .values()
                        .forEach(read -> assertEquals((read.sourceTask() + b.task()) % 2, read.partition()));
            }
        });
    }

    @Test
    void customEdgeWaitsForTheRoutingOfItsManager() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial =
                    new DagTrial(seed, plan().vertex("a", 3).vertex("b", -1).edge("a", "b", CUSTOM, null));
            trial.plugins.manager("b", (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                @Override
                public void initialize() {
                    super.initialize();
                    context.reconfigure(2, null, Map.of("a", new Crossing(3)));
                }
            });
            trial.succeed();
            trial.launched("a").forEach(a -> assertEquals(List.of(2), a.launch().getPhysicalOutputsList()));
        });
    }

    /** A source of a broadcast may run before anybody knows how many tasks read it: initialisers may wait for it. */
    @Test
    void broadcastNeedsNotKnowItsConsumers() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial =
                    new DagTrial(seed, plan().vertex("a", 2).vertex("b", -1).edge("a", "b", BROADCAST));
            trial.plugins.manager("b", (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                @Override
                public void initialize() {
                    super.initialize();
                    context.subscribe("a", Set.of(VertexEventKind.SUCCEEDED));
                }

                @Override
                public void vertexStateChanged(String source, VertexEventKind state) {
                    if (state == VertexEventKind.SUCCEEDED) {
                        context.reconfigure(3, null, Map.of());
                    } else {
                        super.vertexStateChanged(source, state);
                    }
                }
            });
            trial.succeed();
            trial.launched("b").forEach(b -> assertEquals(List.of(0, 1), sourcesRead(b, 0)));
        });
    }

    /** Outputs announced before their attempt ends reach consumers that run already. */
    @Test
    void outputsMayBeAnnouncedEarly() {
        Seeds.each(SEEDS, seed -> {
            List<String> order = new ArrayList<>();
            DagTrial trial = new DagTrial(
                            seed, plan().vertex("a", 2).vertex("b", 2).shuffle("a", "b"))
                    .script(new TaskScript() {
                        @Override
                        public void inputsComplete(SimulatedAttempt attempt) {
                            order.add(attempt.vertex());
                            if (attempt.vertex().equals("a")) {
                                attempt.output().report();
                                attempt.worker()
                                        .mailbox()
                                        .after(
                                                java.time.Duration.ofSeconds(5),
                                                () -> attempt.end(io.mr3.rpc.proto.AttemptEnd.Outcome.SUCCEEDED, ""));
                            } else {
                                attempt.succeed();
                            }
                        }
                    })
                    .succeed();
            assertEquals(4, trial.launched.size());
            assertEquals(List.of("a", "a", "b", "b"), order);
        });
    }

    @Test
    void statusTellsOfEveryVertexFromTheFirst() {
        DagTrial trial = new DagTrial(3, plan().vertex("a", 2).vertex("b", 2).shuffle("a", "b")).succeed();
        trial.published.forEach(status -> assertEquals(2, status.getVerticesCount()));
        assertEquals(DagStateProto.DAG_RUNNING, trial.published.get(0).getState());
        assertEquals(VertexStateProto.VERTEX_SUCCEEDED, trial.vertex("b").getState());
        assertEquals("started", trial.history.get(0));
        assertEquals("ended DAG_SUCCEEDED", trial.history.get(trial.history.size() - 1));
    }
}
