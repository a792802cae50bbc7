package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.testkit.ScriptedAttempt.Read;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One output of {@code a}, which comes out differently each time, is lost when much has been made of it. */
class RollbackTest {
    private static final int SEEDS = 100;

    private static PlanBuilder chain() {
        return new PlanBuilder()
                .vertex("a", 2)
                .vertex("b", 2)
                .vertex("c", 2)
                .shuffle("a", "b")
                .shuffle("b", "c");
    }

    /** One task complains of the first output of {@code a}, once so many tasks of a vertex have succeeded. */
    private static final class Complaint implements TaskScript {
        private final DagTrial trial;
        private final String complainer;
        private final int edge;
        private final String awaited;
        private final int count;
        private boolean made;

        private Complaint(DagTrial trial, String complainer, int edge, String awaited, int count) {
            this.trial = trial;
            this.complainer = complainer;
            this.edge = edge;
            this.awaited = awaited;
            this.count = count;
        }

        @Override
        public void inputsComplete(SimulatedAttempt attempt) {
            boolean complains = complainer.equals(attempt.vertex() + "/" + attempt.task());
            if (complains && !made) {
                made = true;
                complain(attempt);
            } else {
                attempt.succeed();
            }
        }

        private void complain(SimulatedAttempt attempt) {
            trial.after(5, () -> {
                if (trial.vertex(awaited).getSucceeded() < count) {
                    complain(attempt);
                } else {
                    attempt.complain(edge, 0).report();
                }
            });
        }
    }

    private static DagTrial trial(long seed, PlanBuilder plan, String... differing) {
        DagTrial trial = new DagTrial(seed, plan, 2, 8);
        trial.plugins.differing.addAll(List.of(differing));
        return trial;
    }

    /** {@code b/1} complains when {@code b/0} has succeeded. */
    private static DagTrial neighbourComplains(DagTrial trial) {
        return trial.script(new Complaint(trial, "b/1", 0, "b", 1));
    }

    private static long successes(DagTrial trial, String vertex) {
        return trial.history.stream()
                .filter(line -> line.startsWith("ended " + vertex + " ") && line.endsWith(" SUCCEEDED"))
                .count();
    }

    /** The last attempts of a vertex read the same version of a source task. */
    private static void assertOneVersion(DagTrial trial, String vertex, int sourceTask, int version) {
        Map<Integer, SimulatedAttempt> last = new HashMap<>();
        trial.launched(vertex).forEach(attempt -> last.put(attempt.task(), attempt));
        for (SimulatedAttempt attempt : last.values()) {
            attempt.inputs().values().forEach(edge -> edge.values().stream()
                    .filter(read -> read.sourceTask() == sourceTask)
                    .map(Read::version)
                    .forEach(read -> assertEquals(version, read, attempt::toString)));
        }
    }

    @Test
    void consumersThatSucceededStartOver() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = neighbourComplains(trial(seed, chain(), "a")).succeed();
            assertEquals(3, successes(trial, "a"));
            assertEquals(3, successes(trial, "b"), "b/0 twice, b/1 once");
            assertOneVersion(trial, "b", 0, 1);
            assertOneVersion(trial, "c", 0, 1);
        });
    }

    @Test
    void whereRowsComeOutTheSameTheyDoNot() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = neighbourComplains(trial(seed, chain(), "b", "c")).succeed();
            assertEquals(3, successes(trial, "a"));
            assertEquals(2, successes(trial, "b"));
        });
    }

    /** {@code e} complains when the readers of {@code b} have succeeded. */
    @Test
    void whoReadWhatTheyHaveWrittenStartsOverToo() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = chain().vertex("d", 1)
                    .vertex("e", 1)
                    .shuffle("a", "e")
                    .shuffle("c", "d")
                    .shuffle("e", "d");
            DagTrial trial = trial(seed, plan, "a");
            trial.script(new Complaint(trial, "e/0", 2, "c", 2)).succeed();
            assertEquals(4, successes(trial, "b"));
            assertEquals(4, successes(trial, "c"));
            assertEquals(1, successes(trial, "d"));
            assertOneVersion(trial, "b", 0, 1);
        });
    }

    /** {@code b} runs again for a loss of its own, and finds that {@code a} is lost: who has read the former {@code b}? */
    @Test
    void whoReadAnOutputThatWasLostBeforeStartsOverToo() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = new PlanBuilder()
                    .vertex("a", 2)
                    .vertex("b", 1)
                    .vertex("c", 2)
                    .vertex("d", 1)
                    .shuffle("a", "b")
                    .shuffle("b", "c")
                    .shuffle("c", "d");
            DagTrial trial = trial(seed, plan, "a");
            Complaint ofB = new Complaint(trial, "c/1", 1, "c", 1);
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("b") && attempt.id().number() == 1) {
                        attempt.complain(0, 0).report();
                    } else {
                        ofB.inputsComplete(attempt);
                    }
                }
            });
            trial.succeed();
            assertEquals(3, successes(trial, "a"));
            assertEquals(2, successes(trial, "b"));
            assertEquals(3, successes(trial, "c"), "c/0 twice, c/1 once");
            assertOneVersion(trial, "c", 0, 2);
        });
    }

    @Test
    void aResultThatCannotBeTakenBackFailsTheDag() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = new PlanBuilder().vertex("a", 2).vertex("b", 2).shuffle("a", "b");
            DagTrial trial = neighbourComplains(trial(seed, plan, "a")).finish().expect(DagStateProto.DAG_FAILED);
            String why = String.join("\n", trial.status().getDiagnosticsList());
            AttemptId lost = trial.attempt(0, 0, 0);
            assertTrue(why.startsWith("output of " + lost + " on worker-"), why);
            assertTrue(why.contains("vertex a, is lost and comes out differently when it is made again"), why);
            assertTrue(why.contains("Vertex b"), why);
            assertTrue(why.contains("the result of " + trial.attempt(1, 0, 0).task()), why);
        });
    }

    /** Every task of {@code b} has succeeded, and the vertex with them, before {@code e} complains. */
    @Test
    void aVertexThatHadSucceededMakesTheDagFailToo() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = new PlanBuilder()
                    .vertex("a", 2)
                    .vertex("b", 2)
                    .vertex("e", 1)
                    .shuffle("a", "b")
                    .shuffle("a", "e");
            DagTrial trial = trial(seed, plan, "a");
            trial.script(new Complaint(trial, "e/0", 1, "b", 2)).finish().expect(DagStateProto.DAG_FAILED);
            String why = String.join("\n", trial.status().getDiagnosticsList());
            assertTrue(why.contains("Vertex b (" + trial.plan.vertices().get(1).id() + ") had succeeded"), why);
        });
    }

    @Test
    void whatInitialisersWereToldCannotBeTakenBack() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = chain().vertex("scan", 1).input("scan", "in");
            DagTrial trial = neighbourComplains(trial(seed, plan, "a"));
            trial.plugins.initializer("scan", context -> new FakePlugins.NothingToFind());
            TaskScript complaint = trial.script;
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("a")) {
                        attempt.tellInitializer("scan", "in", "value");
                    }
                    complaint.inputsComplete(attempt);
                }
            });
            trial.finish().expect(DagStateProto.DAG_FAILED);
            String why = String.join("\n", trial.status().getDiagnosticsList());
            assertTrue(why.contains("has told initialisers can't be taken back"), why);
        });
    }
}
