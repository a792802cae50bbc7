package io.mr3.am.dag;

import static io.mr3.am.dag.EdgePlan.Kind.BROADCAST;
import static io.mr3.am.dag.EdgePlan.Kind.ONE_TO_ONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.ReadError;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.ScriptedAttempt.Read;
import io.mr3.testkit.TaskScript;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Thousands of DAGs of random shape, in random order, with failures, lost workers, revoked slots, unreadable outputs and
 * kills. Consumers succeed only with outputs whose worker lives, so that a DAG that forgets to make one again never ends.
 */
class DagChaosTest {
    private static final int SEEDS = 7000;
    /** Misfortunes per DAG, few enough that a DAG can succeed. */
    private static final int MISFORTUNES = 6;

    private static PlanBuilder randomPlan(Random random) {
        DagSettings settings = new DagSettings(4 + 2 * MISFORTUNES, random.nextBoolean(), 10, 0.1, 300_000);
        PlanBuilder plan = new PlanBuilder().settings(settings);
        int vertices = 1 + random.nextInt(6);
        int[] tasks = new int[vertices];
        for (int v = 0; v < vertices; v++) {
            tasks[v] = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(5);
            int oneToOneFrom = v > 0 && random.nextInt(3) == 0 ? random.nextInt(v) : -1;
            if (oneToOneFrom >= 0) {
                tasks[v] = tasks[oneToOneFrom];
            }
            plan.vertex("v" + v, oneToOneFrom >= 0 && random.nextBoolean() ? -1 : tasks[v]);
            for (int s = 0; s < v; s++) {
                if (s == oneToOneFrom) {
                    plan.edge("v" + s, "v" + v, ONE_TO_ONE);
                } else if (random.nextInt(3) == 0) {
                    plan.edge("v" + s, "v" + v, random.nextInt(3) == 0 ? BROADCAST : EdgePlan.Kind.SCATTER_GATHER);
                }
            }
            if (random.nextInt(4) == 0) {
                plan.sink("v" + v, "out" + v);
            }
        }
        return plan;
    }

    /** Attempts that live by the rules in a world that does not. */
    private static final class Life implements TaskScript {
        private final Random random;
        private final DagTrial trial;
        private final Set<AttemptId> asked = new HashSet<>();
        private int misfortunes = MISFORTUNES;

        Life(Random random, DagTrial trial) {
            this.random = random;
            this.trial = trial;
        }

        private boolean misfortune(int odds) {
            if (misfortunes > 0 && random.nextInt(odds) == 0) {
                misfortunes--;
                return true;
            }
            return false;
        }

        @Override
        public void launched(SimulatedAttempt attempt) {
            if (misfortune(40)) {
                trial.slots.lose(attempt.worker().ref().id());
            } else if (misfortune(40)) {
                trial.slots.revoke(attempt.id(), "preempted");
            }
        }

        @Override
        public void inputsComplete(SimulatedAttempt attempt) {
            if (random.nextInt(3) == 0 && attempt.description().getOutEdgesCount() > 0 && asked.add(attempt.id())) {
                attempt.output().report();
                later(attempt, 5);
            } else {
                later(attempt, 2);
            }
        }

        private void later(SimulatedAttempt attempt, int seconds) {
            attempt.worker()
                    .mailbox()
                    .after(Duration.ofMillis(1 + random.nextInt(1000 * seconds)), () -> finish(attempt));
        }

        private void finish(SimulatedAttempt attempt) {
            if (attempt.isEnded() || !attempt.isComplete()) {
                return;
            }
            if (misfortune(20)) {
                attempt.fail("planned failure");
            } else if (!complains(attempt)) {
                if (asked.contains(attempt.id())) {
                    attempt.end(Outcome.SUCCEEDED, "");
                } else {
                    attempt.succeed();
                }
            }
        }

        /** Reads all inputs; what can't be read is complained of, and waited for. */
        private boolean complains(SimulatedAttempt attempt) {
            for (Map.Entry<Integer, Map<Integer, Read>> edge : attempt.inputs().entrySet()) {
                for (Map.Entry<Integer, Read> input : edge.getValue().entrySet()) {
                    boolean gone = trial.isGone(edge.getKey(), input.getValue());
                    if (gone || misfortune(200)) {
                        attempt.complain(ReadError.newBuilder()
                                        .setEdge(edge.getKey())
                                        .setInputIndex(input.getKey())
                                        .setVersion(input.getValue().version())
                                        .setDiagnostics(gone ? "its worker is gone" : "planned read error"))
                                .report();
                        later(attempt, 3);
                        return true;
                    }
                }
            }
            return false;
        }
    }

    @Test
    void everyDagEndsAndNoConsumerSeesWhatIsGone() {
        int[] ends = new int[DagStateProto.values().length];
        Seeds.each(SEEDS, seed -> {
            Random random = new Random(seed);
            DagTrial trial = new DagTrial(seed, randomPlan(random), 1 + random.nextInt(4), 1 + random.nextInt(6));
            trial.script(new Life(random, trial)).start();
            if (random.nextInt(5) == 0) {
                trial.after(random.nextInt(600), () -> trial.runner.kill("planned kill"));
            }
            trial.finish();
            ends[trial.status().getState().getNumber()]++;
            if (trial.status().getState() == DagStateProto.DAG_SUCCEEDED) {
                trial.status().getVerticesList().forEach(v -> assertEquals(v.getTotal(), v.getSucceeded()));
            }
        });
        if (Long.getLong("seed") == null) {
            assertTrue(ends[DagStateProto.DAG_SUCCEEDED_VALUE] > SEEDS / 2, "DAGs that succeeded");
            assertTrue(ends[DagStateProto.DAG_KILLED_VALUE] > SEEDS / 20, "DAGs that were killed");
        }
    }
}
