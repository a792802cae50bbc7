package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What vertex managers are promised, and what is refused to them. */
class VertexManagerRulesTest {
    private static final int SEEDS = 60;

    /** Writes down what it hears. */
    private static class Recorder extends ImmediateStart {
        final List<String> heard = new ArrayList<>();
        final VertexManagerContext context;
        private boolean inside;

        Recorder(String vertex, List<String> sources, VertexManagerContext context) {
            super(vertex, sources, context);
            this.context = context;
        }

        private void hear(String what, Runnable then) {
            assertFalse(inside, "notices do not nest");
            inside = true;
            heard.add(what);
            then.run();
            inside = false;
        }

        @Override
        public void initialize() {
            hear("initialize", super::initialize);
        }

        @Override
        public void vertexStarted(List<AttemptId> completed) {
            hear("started after " + completed.size(), () -> super.vertexStarted(completed));
        }

        @Override
        public void sourceTaskCompleted(AttemptId attempt) {
            hear("completed", () -> super.sourceTaskCompleted(attempt));
        }

        @Override
        public void eventReceived(ByteString payload, AttemptId producer) {
            hear(payload.toStringUtf8() + " of " + producer.task().index(), () -> {});
        }

        @Override
        public void vertexStateChanged(String source, VertexEventKind state) {
            hear(source + " " + state, () -> super.vertexStateChanged(source, state));
        }
    }

    @Test
    void managerHearsEachThingOnce() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                    seed, new PlanBuilder().vertex("a", 3).vertex("b", 2).shuffle("a", "b"));
            List<Recorder> recorders = new ArrayList<>();
            trial.plugins.manager("b", (vertex, context) -> {
                recorders.add(new Recorder("b", List.of("a"), context) {
                    @Override
                    public void initialize() {
                        super.initialize();
                        context.subscribe("a", Set.of(VertexEventKind.SUCCEEDED, VertexEventKind.CONFIGURED));
                    }
                });
                return recorders.get(0);
            });
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("a")) {
                        attempt.tellManager("b", "size");
                    }
                    attempt.succeed();
                }
            });
            trial.succeed();
            List<String> heard = recorders.get(0).heard;
            assertEquals("initialize", heard.get(0));
            for (String once : List.of("a CONFIGURED", "a SUCCEEDED", "size of 0", "size of 1", "size of 2")) {
                assertEquals(1, heard.stream().filter(once::equals).count(), once);
            }
            int before = heard.stream()
                    .filter(line -> line.startsWith("started after "))
                    .mapToInt(line -> Integer.parseInt(line.substring("started after ".length())))
                    .sum();
            assertEquals(3, before + heard.stream().filter("completed"::equals).count());
        });
    }

    /** A listener that comes late hears what was reached before, in order, and nothing twice. */
    @Test
    void lateSubscriberHearsStatesInOrder() {
        List<String> heard = new ArrayList<>();
        VertexSubscriptions subscriptions = new VertexSubscriptions();
        VertexSubscriptions.Listener listener = (vertex, state) -> heard.add(vertex + " " + state);
        subscriptions.reached("v", VertexEventKind.CONFIGURED);
        subscriptions.reached("v", VertexEventKind.RUNNING);
        subscriptions.subscribe(listener, "v", Set.of(VertexEventKind.RUNNING, VertexEventKind.SUCCEEDED));
        subscriptions.subscribe(listener, "v", Set.of(VertexEventKind.CONFIGURED, VertexEventKind.RUNNING));
        subscriptions.reached("v", VertexEventKind.RUNNING);
        subscriptions.reached("v", VertexEventKind.SUCCEEDED);
        subscriptions.reached("v", VertexEventKind.SUCCEEDED);
        subscriptions.reached("w", VertexEventKind.SUCCEEDED);
        assertEquals(List.of("v RUNNING", "v CONFIGURED", "v SUCCEEDED"), heard);
    }

    @Test
    void managerThatThrowsFailsItsVertexAndHearsNothingMore() {
        DagTrial trial =
                new DagTrial(1, new PlanBuilder().vertex("a", 3).vertex("b", 2).shuffle("a", "b"));
        List<Recorder> recorders = new ArrayList<>();
        trial.plugins.manager("b", (vertex, context) -> {
            recorders.add(new Recorder("b", List.of("a"), context) {
                @Override
                public void eventReceived(ByteString payload, AttemptId producer) {
                    heard.add(payload.toStringUtf8());
                    throw new UnsupportedOperationException("planned");
                }
            });
            return recorders.get(0);
        });
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                attempt.tellManager("b", "size").tellManager("b", "more").succeed();
            }
        });
        trial.finish().expect(DagStateProto.DAG_FAILED);
        List<String> heard = recorders.get(0).heard;
        assertEquals("size", heard.get(heard.size() - 1));
        assertEquals(1, heard.stream().filter("size"::equals).count());
        assertTrue(trial.status().getDiagnostics(0).startsWith("java.lang.UnsupportedOperationException: planned"));
        assertTrue(trial.status().getDiagnostics(1).contains("vertex manager failed in eventReceived"));
    }

    /** An attempt whose early output can't be read is told to end; what it says then is not heard any more. */
    @Test
    void attemptThatIsToldToEndIsNotHeard() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                    seed, new PlanBuilder().vertex("a", 1).vertex("b", 1).shuffle("a", "b"));
            List<Recorder> recorders = new ArrayList<>();
            trial.plugins.manager("b", (vertex, context) -> {
                recorders.add(new Recorder("b", List.of("a"), context));
                return recorders.get(0);
            });
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("a") && attempt.id().number() == 0) {
                        attempt.output().report();
                        attempt.tellManager("b", "said with its end");
                    } else if (attempt.vertex().equals("b")
                            && attempt.inputs().get(0).get(0).version() == 0) {
                        attempt.complain(0, 0).report();
                    } else {
                        attempt.succeed();
                    }
                }
            });
            trial.succeed();
            assertEquals(1, trial.vertex("a").getKilledAttempts());
            assertTrue(recorders.get(0).heard.stream().noneMatch(line -> line.startsWith("said")));
        });
    }

    private static void expectRefusal(String expected, FakePlugins.ManagerMaker maker) {
        DagTrial trial =
                new DagTrial(1, new PlanBuilder().vertex("a", 3).vertex("b", 2).shuffle("a", "b"));
        trial.plugins.manager("b", maker);
        trial.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(
                trial.status().getDiagnostics(0).contains(expected),
                trial.status().getDiagnostics(0));
    }

    @Test
    void reconfigurationThatWasNotPlannedComesTooLate() {
        expectRefusal(
                "expected vertex b to be reconfigured before its configuration is final",
                (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                    @Override
                    public void vertexStarted(List<AttemptId> completed) {
                        context.reconfigure(1, null, Map.of());
                    }
                });
    }

    @Test
    void scheduledVertexKeepsItsTasks() {
        expectRefusal(
                "expected vertex b to be reconfigured before its tasks are scheduled",
                (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                    @Override
                    public void initialize() {
                        super.initialize();
                        context.reconfigurationPlanned();
                    }

                    @Override
                    public void vertexStarted(List<AttemptId> completed) {
                        context.schedule(List.of(0), null);
                        context.reconfigure(1, null, Map.of());
                    }
                });
    }

    @Test
    void moreTasksThanADagMayHaveAreRefused() {
        expectRefusal(
                "expected at most 250000 tasks, got 1000000",
                (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                    @Override
                    public void initialize() {
                        context.reconfigurationPlanned();
                        context.reconfigure(1_000_000, null, Map.of());
                    }
                });
    }

    @Test
    void unknownTasksAndVerticesAreRefusedByName() {
        expectRefusal(
                "expected one of 2 tasks of vertex b, got 2",
                (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                    @Override
                    public void vertexStarted(List<AttemptId> completed) {
                        context.schedule(List.of(0, 2), null);
                    }
                });
        expectRefusal(
                "expected a vertex of test, one of [a, b], got c",
                (vertex, context) -> new ImmediateStart("b", List.of("c"), context));
    }

    /** Also when a source task runs again after the reduction: it makes as many outputs as before. */
    @Test
    void fewerTasksWithoutRoutingAreRefusedOnceSourcesHaveStarted() {
        DagTrial trial =
                new DagTrial(1, new PlanBuilder().vertex("a", 3).vertex("b", 2).shuffle("a", "b"));
        trial.plugins.manager("b", (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
            private int completed;

            @Override
            public void initialize() {
                context.reconfigurationPlanned();
            }

            @Override
            public void sourceTaskCompleted(AttemptId attempt) {
                completed++;
                if (completed == 1) {
                    context.reconfigure(1, null, Map.of());
                } else if (completed == 3) {
                    context.schedule(List.of(0), null);
                }
            }
        });
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                attempt.worker().mailbox().after(Duration.ofSeconds(attempt.task()), () -> {
                    if (attempt.task() == 2 && attempt.id().number() == 0) {
                        attempt.fail("planned");
                    } else {
                        attempt.succeed();
                    }
                });
            }
        });
        trial.finish().expect(DagStateProto.DAG_FAILED);
        String told = trial.status().getDiagnostics(0);
        assertTrue(told.contains("expected a routing of the 2 partitions of edge a -> b to 1 tasks, got none"), told);
        trial.launched("a").forEach(a -> assertEquals(List.of(2), a.launch().getPhysicalOutputsList()));
    }

    /** A DAG in which nothing can happen any more tells what it waited for. */
    @Test
    void dagThatWaitsForNothingFails() {
        DagTrial unknown =
                new DagTrial(1, new PlanBuilder().vertex("a", 1).vertex("b", -1).shuffle("a", "b"));
        unknown.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(unknown.status().getDiagnosticsList().contains("nobody says how many tasks vertex b has"));
        DagTrial unrouted =
                new DagTrial(1, new PlanBuilder().vertex("a", 1).vertex("b", 1).edge("a", "b", EdgePlan.Kind.CUSTOM));
        unrouted.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(unrouted.status().getDiagnosticsList().contains("nobody says how edge a -> b is routed"));
        expectRefusal(
                "vertex b is RUNNING, its manager has scheduled 1 of its 2 tasks",
                (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                    @Override
                    public void vertexStarted(List<AttemptId> completed) {
                        context.schedule(List.of(0), null);
                    }
                });
    }

    /** The manager of a vertex without tasks never says that it is done with planning: its consumers run all the same. */
    @Test
    void vertexWithoutTasksIsConfiguredWhenItsSourcesHaveSucceeded() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(
                    seed,
                    new PlanBuilder()
                            .vertex("a", 2)
                            .vertex("b", 0)
                            .vertex("c", 2)
                            .shuffle("a", "b")
                            .shuffle("b", "c"));
            trial.plugins.manager("b", (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                @Override
                public void initialize() {
                    super.initialize();
                    context.reconfigurationPlanned();
                }

                @Override
                public void vertexStarted(List<AttemptId> completed) {}
            });
            trial.succeed();
        });
    }
}
