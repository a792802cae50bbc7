package io.mr3.benchmarks.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the two runs say together.
 *
 * @param own with a private group for each DAG
 * @param shared with one open group
 * @param cost of one new worker
 * @param differences one line for each query whose rows are not the same in both
 */
record SharingResult(RunFigures own, RunFigures shared, WorkerCost cost, List<String> differences) {
    /** Of 58 DAGs, with the workers that the DAGs share: 48 times as many if none is shared. */
    private static final double LEAST_RATIO_PER_DAG = 48.0 / 58;

    private static final double MOST_DEVIATION = 0.25;

    double allocatedRatio() {
        return (double) own.allocated() / shared.allocated();
    }

    double wallRatio() {
        return own.wallSeconds() / shared.wallSeconds();
    }

    double dagRatio() {
        return own.dagSeconds() / shared.dagSeconds();
    }

    double processorRatio() {
        return own.processorSeconds() / shared.processorSeconds();
    }

    /** Workers that did not have to start. */
    int avoided() {
        return own.allocated() - shared.allocated();
    }

    double savedSeconds() {
        return own.wallSeconds() - shared.wallSeconds();
    }

    /** Not a number if no worker was avoided. */
    double savedPerAvoided() {
        return avoided() == 0 ? Double.NaN : savedSeconds() / avoided();
    }

    /** What the workers that were avoided would have cost. */
    double expectedSeconds() {
        return avoided() * cost.seconds();
    }

    /** 1 if the cost of workers explains what was saved. */
    double savedOfExpected() {
        return avoided() == 0 ? Double.NaN : savedSeconds() / expectedSeconds();
    }

    /**
     * What is not as it should be, one line each.
     *
     * @param dags asked for
     * @param workers of the open group
     */
    List<String> missed(int dags, int workers) {
        List<String> missed = new ArrayList<>(differences);
        expect(missed, own.dags() == dags, "expected %d DAGs with private groups, got %d", dags, own.dags());
        expect(missed, shared.dags() == dags, "expected %d DAGs with the open group, got %d", dags, shared.dags());
        expect(
                missed,
                shared.allocated() == workers,
                "expected %d workers of the open group, got %d",
                workers,
                shared.allocated());
        double leastRatio = LEAST_RATIO_PER_DAG * dags;
        expect(
                missed,
                allocatedRatio() >= leastRatio,
                "expected at least %.1f times as many workers with private groups, got %.1f",
                leastRatio,
                allocatedRatio());
        expect(
                missed,
                Math.abs(savedOfExpected() - 1) <= MOST_DEVIATION,
                "expected %.1f s saved, %.0f %% more or less, got %.1f s",
                expectedSeconds(),
                100 * MOST_DEVIATION,
                savedSeconds());
        return missed;
    }

    private static void expect(List<String> missed, boolean holds, String otherwise, Object... values) {
        if (!holds) {
            missed.add(String.format(Locale.ROOT, otherwise, values));
        }
    }
}
