package io.mr3.benchmarks.sharing;

import io.mr3.benchmarks.Medians;
import java.util.List;

/** What new workers cost that start at the same time while nothing else runs, in seconds for each of them. */
record WorkerCost(List<Round> rounds) {
    /**
     * One DAG with new workers, then with the same workers again.
     *
     * @param query of the DAG
     * @param workers that started at the same time
     * @param startMillis from the start of the first process until the last worker was ready for attempts
     * @param newMillis of the DAG with new workers
     * @param usedMillis of the DAG again
     */
    record Round(String query, int workers, long startMillis, long newMillis, long usedMillis) {}

    /** Until it is ready for attempts: the median. */
    double startSeconds() {
        return Medians.of(rounds.stream()
                .map(round -> round.startMillis / 1000.0 / round.workers)
                .toList());
    }

    /** What a DAG takes longer: the start, and what a JVM does for the first time. The mean, since queries differ. */
    double seconds() {
        return rounds.stream()
                .mapToDouble(round -> (round.newMillis - round.usedMillis) / 1000.0 / round.workers)
                .average()
                .orElseThrow();
    }
}
