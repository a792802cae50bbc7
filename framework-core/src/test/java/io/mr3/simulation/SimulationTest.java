package io.mr3.simulation;

import io.mr3.testkit.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole DAGAppMasters with several DAGs at once, and everything going wrong that may, in many orders. What must hold is
 * in {@link Query}, {@link LeaseAudit}, {@link InputCheck}, {@link SimulatedProcess}, {@link SimulatedClient} and
 * {@link Leftovers}.
 */
class SimulationTest {
    private static final int SEEDS = 20_000;
    private static final int SEEDS_OF_THE_FULL_TIER = 100_000;

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
        Seeds.eachInParallel(seeds, Simulation::run);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println(seeds + " seeds in " + millis + " ms: " + seeds * 1000L / Math.max(1, millis) + " a second");
    }
}
