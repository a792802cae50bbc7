package io.mr3.rm.standalone.simulation;

import io.mr3.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters in which everything fails that may, in many orders. What must hold is in {@link ClusterSimulation},
 * {@link SimulatedApplication}, {@link SimulatedHost} and {@link io.mr3.rm.standalone.master.LedgerCheck}.
 */
class ClusterSimulationTest {
    private static final int SEEDS = 200;
    private static final int SEEDS_OF_THE_FULL_TIER = 10_000;

    @Test
    void everyRunKeepsTheRules() {
        run(SEEDS);
    }

    @Test
    @Tag("full")
    void everyRunOfManyKeepsTheRules() {
        run(SEEDS_OF_THE_FULL_TIER);
    }

    private static void run(int seeds) {
        long start = System.nanoTime();
        Seeds.eachInParallel(seeds, ClusterSimulation::run);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println(seeds + " seeds in " + millis + " ms: " + seeds * 1000L / Math.max(1, millis) + " a second");
    }
}
