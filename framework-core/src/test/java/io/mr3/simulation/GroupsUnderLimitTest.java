package io.mr3.simulation;

import io.mr3.simulation.Simulation.Spread;
import io.mr3.testkit.Seeds;
import org.junit.jupiter.api.Test;

/**
 * DAGs, up to four at once, whose vertices are in different groups, on fewer workers than there are groups: all must come to
 * their end, with everything going wrong that may, and what is promised to DAGs must hold while workers change groups.
 */
class GroupsUnderLimitTest {
    private static final int SEEDS = 1000;

    private static void run(Spread spread) {
        Seeds.eachInParallel(SEEDS, seed -> Simulation.run(seed, spread));
    }

    @Test
    void sixGroupsShareOneWorker() {
        run(new Spread(6, true, 1));
    }

    @Test
    void sixGroupsShareThreeWorkers() {
        run(new Spread(6, true, 3));
    }

    @Test
    void threeGroupsThatShareNothingHaveAWorkerEach() {
        run(new Spread(3, false, 3));
    }

    @Test
    void threeGroupsHaveAllThatTheyWant() {
        run(new Spread(3, true, 99));
    }
}
