package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost.InitializedInput;
import io.mr3.am.dag.PluginHost.InitializerContext;
import io.mr3.am.dag.PluginHost.InputInitializer;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.InputData;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What input initialisers are promised, and what becomes of their results. */
class InputInitializerRulesTest {
    private static final int SEEDS = 60;

    /** Three pieces of data. */
    private record Pieces(int count) implements InitializedInput {}

    /** Places one piece of root data per task. */
    private static class RootManager extends ImmediateStart {
        private final String vertex;
        final VertexManagerContext context;

        RootManager(String vertex, List<String> sources, VertexManagerContext context) {
            super(vertex, sources, context);
            this.vertex = vertex;
            this.context = context;
        }

        @Override
        public void inputInitialized(String input, InitializedInput result) {
            int count = ((Pieces) result).count();
            assertEquals(-1, context.parallelism(vertex));
            List<Integer> targets = IntStream.range(0, count).boxed().toList();
            context.addInputData(
                    targets,
                    targets.stream()
                            .map(i -> InputData.newBuilder()
                                    .setInput(input)
                                    .setSourceIndex(i)
                                    .build())
                            .toList());
            targets.forEach(i -> context.sendToProcessor(i, ByteString.copyFromUtf8("bucket " + i)));
            // last, as Hive's manager of bucketed joins does it: within a notice the order is free
            context.reconfigure(count, null, Map.of());
            assertEquals(count, context.parallelism(vertex));
        }
    }

    /** One input decides how many tasks there are; the other may be initialised before. */
    private static final class JoinManager extends ImmediateStart {
        private final VertexManagerContext context;

        JoinManager(String vertex, VertexManagerContext context) {
            super(vertex, List.of(), context);
            this.context = context;
        }

        @Override
        public void inputInitialized(String input, InitializedInput result) {
            List<Integer> targets =
                    IntStream.range(0, ((Pieces) result).count()).boxed().toList();
            context.addInputData(
                    targets,
                    targets.stream()
                            .map(i -> InputData.newBuilder().setInput(input).build())
                            .toList());
            if (input.equals("table")) {
                context.reconfigure(targets.size(), null, Map.of());
            }
        }
    }

    /** Waits for one event per task of its source and for the source's success. */
    private static final class Pruner implements InputInitializer {
        private final DagTrial trial;
        private final InitializerContext context;
        final List<String> heard = new ArrayList<>();
        private boolean succeeded;
        private boolean cancelled;

        Pruner(DagTrial trial, InitializerContext context) {
            this.trial = trial;
            this.context = context;
        }

        @Override
        public InitializedInput initialize() throws InterruptedException {
            context.subscribe("source", Set.of(VertexEventKind.SUCCEEDED, VertexEventKind.RUNNING));
            Counters counters = new Counters();
            counters.add("HIVE", "RAW_INPUT_SPLITS_scan", 3);
            context.addCounters(counters);
            trial.world.runUntil(() -> succeeded || cancelled, Duration.ofHours(1));
            if (cancelled) {
                throw new InterruptedException("cancelled");
            }
            return new Pieces(context.parallelism("source") - 1);
        }

        @Override
        public void eventReceived(String sourceVertex, ByteString payload) {
            assertFalse(succeeded, "events come before the success of their vertex");
            heard.add(payload.toStringUtf8());
        }

        @Override
        public void vertexStateChanged(String vertex, VertexEventKind state) {
            heard.add(vertex + " " + state);
            succeeded |= state == VertexEventKind.SUCCEEDED;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static PlanBuilder pruned() {
        return new PlanBuilder()
                .vertex("source", 4)
                .vertex("scan", -1)
                .vertex("other", 2)
                .input("scan", "table")
                .shuffle("source", "other")
                .shuffle("scan", "other");
    }

    /** Initialisers hear each source task once: of its first attempt that succeeded. */
    @Test
    void eventsOfTheFirstSuccessOfEachTaskReachTheInitializer() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, pruned());
            List<Pruner> pruners = new ArrayList<>();
            trial.plugins.initializer("scan", context -> {
                pruners.add(new Pruner(trial, context));
                return pruners.get(0);
            });
            trial.plugins.manager("scan", (vertex, context) -> new RootManager("scan", List.of(), context));
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("source")) {
                        attempt.tellInitializer(
                                "scan",
                                "table",
                                attempt.task() + " of " + attempt.id().number());
                        if (attempt.task() == 1 && attempt.id().number() == 0) {
                            attempt.report();
                            attempt.fail("planned");
                            return;
                        }
                    }
                    if (attempt.vertex().equals("other")
                            && attempt.inputs().get(0).get(2).version() == 0) {
                        attempt.complain(0, 2).report();
                        return;
                    }
                    attempt.succeed();
                }
            });
            trial.succeed();
            List<String> heard = new ArrayList<>(pruners.get(0).heard);
            assertTrue(heard.remove("source RUNNING"));
            assertEquals("source SUCCEEDED", heard.remove(heard.size() - 1));
            assertEquals(
                    List.of("0 of 0", "1 of 1", "2 of 0", "3 of 0"),
                    heard.stream().sorted().toList());
            assertEquals(3, trial.vertex("scan").getTotal());
            assertTrue(trial.vertex("scan").getCountersList().toString().contains("RAW_INPUT_SPLITS_scan"));
        });
    }

    @Test
    void dataAndProcessorEventsReachEveryAttemptBeforeItRuns() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial =
                    new DagTrial(seed, new PlanBuilder().vertex("scan", -1).input("scan", "table"));
            trial.plugins.initializer("scan", context -> returning(new Pieces(3)));
            trial.plugins.manager("scan", (vertex, context) -> new RootManager("scan", List.of(), context));
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.id().number() == 0) {
                        attempt.fail("planned");
                    } else {
                        attempt.succeed();
                    }
                }
            });
            trial.succeed();
            assertEquals(6, trial.launched.size());
            for (SimulatedAttempt attempt : trial.launched) {
                List<RoutedEvent> events = attempt.launch().getEventsList();
                assertEquals(2, events.size());
                assertEquals(attempt.task(), events.get(0).getInputData().getSourceIndex());
                assertEquals(
                        "bucket " + attempt.task(),
                        events.get(1).getProcessorPayload().toStringUtf8());
                assertEquals(List.of(1), attempt.launch().getPhysicalInputsList());
            }
        });
    }

    @Test
    void dataThatIsPlacedBeforeThereAreTasksReachesThem() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                    seed,
                    new PlanBuilder().vertex("scan", -1).input("scan", "table").input("scan", "side"));
            trial.plugins.initializer("scan", context -> returning(new Pieces(3)));
            trial.plugins.manager("scan", (vertex, context) -> new JoinManager("scan", context));
            trial.succeed();
            assertEquals(3, trial.launched.size());
            for (SimulatedAttempt attempt : trial.launched) {
                assertEquals(
                        List.of("side", "table"),
                        attempt.launch().getEventsList().stream()
                                .map(event -> event.getInputData().getInput())
                                .sorted()
                                .toList());
            }
        });
    }

    private static InputInitializer returning(InitializedInput result) {
        return new FakePlugins.NothingToFind() {
            @Override
            public InitializedInput initialize() {
                if (result == null) {
                    throw new IllegalStateException("planned: no such table");
                }
                return result;
            }
        };
    }

    @Test
    void initializerThatThrowsFailsItsVertex() {
        DagTrial trial = new DagTrial(1, pruned());
        trial.plugins.initializer("scan", context -> returning(null));
        trial.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(trial.status().getDiagnostics(0).startsWith("java.lang.IllegalStateException: planned: no such"));
        assertTrue(
                trial.status().getDiagnostics(1).contains("Vertex scan"),
                trial.status().getDiagnostics(1));
        assertTrue(trial.status().getDiagnostics(1).contains("input table could not be initialised"));
    }

    @Test
    void whoAsksForTheSizeOfAVertexThatHasEndedIsTold() {
        DagTrial trial = new DagTrial(1, pruned());
        List<InitializerContext> contexts = new ArrayList<>();
        trial.plugins.initializer("scan", context -> {
            contexts.add(context);
            return new Pruner(trial, context);
        });
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                attempt.end(Outcome.FATAL, "planned");
            }
        });
        trial.finish().expect(DagStateProto.DAG_FAILED);
        IllegalStateException told =
                assertThrows(IllegalStateException.class, () -> contexts.get(0).parallelism("scan"));
        assertEquals("vertex scan has ended", told.getMessage());
    }
}
