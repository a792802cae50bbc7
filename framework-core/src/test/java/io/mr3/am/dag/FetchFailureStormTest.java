package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.common.TaskId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.testkit.ScriptedAttempt.Read;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One of two workers is lost while the last of four levels runs, and every consumer complains of all that is gone. */
class FetchFailureStormTest {
    private static final int TASKS = 8;
    private static final List<String> LEVELS = List.of("a", "b", "c", "d");

    /** Loses the worker of the first task once all consumers of the last level run; complains before that is known. */
    private static final class Storm implements TaskScript {
        private final DagTrial trial;
        private WorkerId lost;

        private Storm(DagTrial trial) {
            this.trial = trial;
        }

        @Override
        public void inputsComplete(SimulatedAttempt attempt) {
            if (attempt.vertex().equals("d") && lost == null) {
                lost = trial.launched("a").get(0).worker().ref().id();
                complainOfAll(attempt);
                trial.slots.lose(lost);
            } else if (!attempt.description().getInEdgesList().isEmpty() && readsWhatIsGone(attempt)) {
                complainOfAll(attempt);
            } else {
                attempt.succeed();
            }
        }

        private boolean readsWhatIsGone(SimulatedAttempt attempt) {
            int edge = attempt.description().getInEdges(0).getEdge();
            return attempt.inputs().get(edge).values().stream().anyMatch(read -> trial.isGone(edge, read));
        }

        private void complainOfAll(SimulatedAttempt attempt) {
            int edge = attempt.description().getInEdges(0).getEdge();
            Map<Integer, Read> inputs = attempt.inputs().get(edge);
            inputs.forEach((index, read) -> {
                if (trial.isGone(edge, read) || ranOnLost(edge, read)) {
                    attempt.complain(edge, index);
                }
            });
            attempt.report();
        }

        private boolean ranOnLost(int edge, Read read) {
            int source = trial.plan.edges().get(edge).source();
            return trial.launched.stream()
                    .filter(a -> a.id().equals(trial.attempt(source, read.sourceTask(), read.version())))
                    .anyMatch(a -> a.worker().ref().id().equals(lost));
        }
    }

    private static PlanBuilder fourLevels() {
        PlanBuilder plan = new PlanBuilder();
        LEVELS.forEach(level -> plan.vertex(level, TASKS));
        return plan.shuffle("a", "b").shuffle("b", "c").shuffle("c", "d");
    }

    @Test
    void everyLostOutputIsMadeAgainOnceAndNothingElseIs() {
        Seeds.each(300, seed -> {
            DagTrial trial = new DagTrial(seed, fourLevels(), 2, 4);
            Storm storm = new Storm(trial);
            trial.script(storm).succeed();
            // one that runs again may be pushed out by one that it waits for; what counts is what was made, and how
            // often
            Map<TaskId, Long> successes = trial.history.stream()
                    .map(line -> line.split(" "))
                    .filter(words -> words.length == 4 && words[3].equals("SUCCEEDED"))
                    .collect(Collectors.groupingBy(
                            words -> AttemptId.parse(words[2]).task(), Collectors.counting()));
            long lost = trial.launched.stream()
                    .filter(attempt -> attempt.worker().ref().id().equals(storm.lost))
                    .map(attempt -> attempt.id().task())
                    .distinct()
                    .count();
            successes.forEach((task, attempts) -> assertTrue(attempts <= 2, task + " was made " + attempts + " times"));
            long again =
                    successes.values().stream().filter(attempts -> attempts > 1).count();
            assertTrue(again <= lost, again + " tasks ran again, " + lost + " outputs were lost");
            long withdrawals = trial.launched.stream()
                    .filter(attempt -> attempt.vertex().equals("d"))
                    .flatMap(attempt -> attempt.heard().stream())
                    .filter(event -> event.getKind() == OutputKind.FAILED_OUTPUT)
                    .map(event -> event.getEdge() + "/" + event.getSourceTask() + "#" + event.getVersion())
                    .distinct()
                    .count();
            assertTrue(withdrawals <= lost, withdrawals + " outputs were withdrawn, " + lost + " were lost");
            assertEquals(TASKS, trial.vertex("d").getSucceeded());
        });
    }
}
