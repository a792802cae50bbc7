package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.dag.PluginHost.InitializedInput;
import io.mr3.am.dag.PluginHost.InputInitializer;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Every DAG ends once, whatever it is doing when it is killed, and its outputs are committed or aborted. */
class DagEndsTest {
    private static final TaskScript NEVER_ENDING = new TaskScript() {
        @Override
        public void inputsComplete(SimulatedAttempt attempt) {}
    };

    private static PlanBuilder withSinks() {
        return new PlanBuilder()
                .vertex("a", 2)
                .vertex("b", 2)
                .vertex("c", 1)
                .shuffle("a", "b")
                .shuffle("a", "c")
                .sink("b", "outB")
                .sink("c", "outC");
    }

    private static List<String> sorted(List<String> steps) {
        return List.copyOf(new TreeSet<>(steps));
    }

    private static DagTrial killed(DagTrial trial) {
        trial.runner.kill("killed by the test");
        trial.finish().expect(DagStateProto.DAG_KILLED);
        assertEquals(List.of("killed by the test"), trial.status().getDiagnosticsList());
        return trial;
    }

    @Test
    void killAtAnyMomentEndsTheDagOnce() {
        Seeds.each(600, seed -> {
            DagTrial trial = new DagTrial(seed, withSinks(), 2, 2).start();
            trial.after((int) (seed % 150), () -> trial.runner.kill("killed by the test"));
            trial.finish();
            List<String> steps = sorted(trial.plugins.committed);
            if (trial.status().getState() == DagStateProto.DAG_SUCCEEDED) {
                assertEquals(List.of("commit outB", "commit outC", "setup outB", "setup outC"), steps);
            } else {
                trial.expect(DagStateProto.DAG_KILLED);
                assertEquals(steps.contains("setup outB"), steps.contains("abort outB killed"));
                assertEquals(steps.contains("setup outC"), steps.contains("abort outC killed"));
            }
        });
    }

    @Test
    void killWhileAttemptsWaitForSlots() {
        DagTrial trial = new DagTrial(1, withSinks());
        trial.slots.setPlacing(false);
        trial.start();
        trial.world.settle();
        killed(trial);
        assertEquals(0, trial.launched.size());
    }

    @Test
    void killWhileAttemptsRun() {
        DagTrial trial = new DagTrial(1, withSinks()).script(NEVER_ENDING).start();
        trial.world.settle();
        killed(trial);
        assertTrue(trial.launched.size() >= 2);
        trial.launched.forEach(attempt -> assertTrue(attempt.isEnded(), attempt::toString));
        assertEquals(2, trial.vertex("a").getKilled());
    }

    @Test
    void attemptsThatDoNotObeyDoNotHoldUpTheEnd() {
        DagTrial trial = new DagTrial(1, withSinks()).script(NEVER_ENDING).start();
        trial.world.settle();
        trial.slots.workers().forEach(worker -> trial.slots.deafen(worker.ref().id()));
        long before = trial.world.nanoTime();
        killed(trial);
        assertEquals(Duration.ofSeconds(3), Duration.ofNanos(trial.world.nanoTime() - before));
    }

    /** Waits until it is cancelled, as a plug-in that waits for another vertex does. */
    private static final class Waiting implements InputInitializer {
        private final DagTrial trial;
        private boolean cancelled;

        Waiting(DagTrial trial) {
            this.trial = trial;
        }

        @Override
        public InitializedInput initialize() throws InterruptedException {
            trial.world.runUntil(() -> cancelled, Duration.ofHours(1));
            throw new InterruptedException();
        }

        @Override
        public void eventReceived(String sourceVertex, com.google.protobuf.ByteString payload) {}

        @Override
        public void vertexStateChanged(String vertex, VertexEventKind state) {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Test
    void killWhileAnInputIsInitialised() {
        Seeds.each(20, seed -> {
            DagTrial trial = new DagTrial(seed, withSinks().vertex("root", -1).input("root", "in"));
            Waiting waiting = new Waiting(trial);
            trial.plugins.initializer("root", context -> waiting);
            trial.start();
            trial.after(400, () -> trial.runner.kill("killed by the test"));
            trial.finish().expect(DagStateProto.DAG_KILLED);
            assertTrue(waiting.cancelled);
        });
    }

    @Test
    void outputsAreCommittedWhenAllHasSucceeded() {
        Seeds.each(20, seed -> {
            DagTrial trial = new DagTrial(seed, withSinks()).succeed();
            assertEquals(
                    List.of("commit outB", "commit outC", "setup outB", "setup outC"), sorted(trial.plugins.committed));
        });
    }

    /** A kill that comes when all has succeeded may still keep outputs from being committed. */
    @Test
    void killBeforeCommitsHaveBegunPreventsThem() {
        AtomicInteger prevented = new AtomicInteger();
        Seeds.each(60, seed -> {
            DagTrial trial = new DagTrial(seed, withSinks());
            trial.onStatus = status -> {
                if (status.getVerticesList().stream().allMatch(v -> v.getSucceeded() == v.getTotal())) {
                    trial.runner.kill("killed by the test");
                }
            };
            trial.finish();
            if (trial.plugins.committed.stream().noneMatch(step -> step.startsWith("commit"))) {
                trial.expect(DagStateProto.DAG_KILLED);
                prevented.incrementAndGet();
            }
        });
        assertTrue(prevented.get() > 0 || Long.getLong("seed") != null, "no kill came before the commits");
    }

    @Test
    void failedCommitAbortsAll() {
        Seeds.each(20, seed -> {
            DagTrial trial = new DagTrial(seed, withSinks());
            trial.plugins.failingStep = "commit outC";
            trial.finish().expect(DagStateProto.DAG_FAILED);
            assertTrue(trial.plugins.committed.containsAll(List.of("abort outB failed", "abort outC failed")));
            assertTrue(trial.status().getDiagnostics(0).startsWith("output outC of vertex c could not be committed"));
        });
    }

    @Test
    void failedSetupFailsTheVertex() {
        DagTrial trial = new DagTrial(1, withSinks());
        trial.plugins.failingStep = "setup outB";
        trial.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(trial.status().getDiagnostics(0).contains("planned failure of setup outB"));
        assertTrue(trial.status().getDiagnostics(1).contains("Vertex b"));
    }

    @Test
    void failedAbortStillEndsTheDag() {
        DagTrial trial = new DagTrial(1, withSinks()).script(NEVER_ENDING).start();
        trial.plugins.failingStep = "abort outB killed";
        trial.world.settle();
        killed(trial);
    }

    private static final DagSettings PER_VERTEX = new DagSettings(4, false, 10, 0.1, 300_000);

    @Test
    void vertexMayCommitWhenItHasSucceeded() {
        Seeds.each(20, seed -> {
            DagTrial trial = new DagTrial(seed, withSinks().settings(PER_VERTEX)).succeed();
            assertEquals(
                    List.of("commit outB", "commit outC", "setup outB", "setup outC"), sorted(trial.plugins.committed));
            assertEquals(4, trial.plugins.committed.size());
        });
    }

    @Test
    void vertexWhoseCommitFailsFailsTheDag() {
        DagTrial trial = new DagTrial(1, withSinks().settings(PER_VERTEX));
        trial.plugins.failingStep = "commit outB";
        trial.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(trial.status().getDiagnostics(0).startsWith("output outB of vertex b could not be committed"));
    }

    @Test
    void vertexThatHasCommittedMayNotRunAgain() {
        DagTrial trial = new DagTrial(
                1,
                new PlanBuilder()
                        .vertex("a", 1)
                        .vertex("b", 1)
                        .shuffle("a", "b")
                        .sink("a", "out")
                        .settings(PER_VERTEX));
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                if (attempt.vertex().equals("a")) {
                    attempt.succeed();
                } else {
                    attempt.worker().mailbox().after(Duration.ofSeconds(1), () -> attempt.complain(0, 0)
                            .report());
                }
            }
        });
        trial.finish().expect(DagStateProto.DAG_FAILED);
        assertTrue(trial.status().getDiagnostics(0).contains("although the outputs of its vertex"));
    }

    @Test
    void killAfterTheEndIsHarmless() {
        DagTrial trial = new DagTrial(1, withSinks()).succeed();
        trial.runner.kill("too late");
        trial.world.settle();
        trial.expect(DagStateProto.DAG_SUCCEEDED);
        assertFalse(trial.plugins.committed.contains("abort outB killed"));
    }
}
