package io.mr3.simulation;

import io.mr3.common.AttemptId;
import java.util.HashMap;
import java.util.Map;

/** What all attempts of a run have written, and whether it can be read: known to no part of the engine. */
final class Outputs {
    private static final class Output {
        private final SimulatedProcess process;
        private boolean whole;
        private int content;
        private boolean succeeded;
        private boolean damaged;

        private Output(SimulatedProcess process) {
            this.process = process;
        }
    }

    private final Map<AttemptId, Output> outputs = new HashMap<>();

    void launched(AttemptId attempt, SimulatedProcess on) {
        if (outputs.put(attempt, new Output(on)) != null) {
            throw new AssertionError(attempt + " is launched twice");
        }
    }

    /** All of it is written. */
    void written(AttemptId attempt, int content) {
        outputs.get(attempt).whole = true;
        outputs.get(attempt).content = content;
    }

    /** Stands for its rows: outputs with the same number have the same rows. */
    int content(AttemptId attempt) {
        return outputs.get(attempt).content;
    }

    void succeeded(AttemptId attempt) {
        outputs.get(attempt).succeeded = true;
    }

    /** Its files are truncated, or gone. */
    void damage(AttemptId attempt) {
        outputs.get(attempt).damaged = true;
    }

    boolean isDamaged(AttemptId attempt) {
        return outputs.get(attempt).damaged;
    }

    boolean isReadable(AttemptId attempt) {
        Output output = outputs.get(attempt);
        return !output.damaged && output.process.isServing();
    }

    /** Where it was written. */
    SimulatedProcess process(AttemptId attempt) {
        return outputs.get(attempt).process;
    }

    boolean isWhole(AttemptId attempt) {
        return outputs.containsKey(attempt) && outputs.get(attempt).whole;
    }

    boolean hasSucceeded(AttemptId attempt) {
        return outputs.containsKey(attempt) && outputs.get(attempt).succeeded;
    }
}
