package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** DAGs of many shapes run to their ends, and every consumer reads every output that is meant for it. */
class DagShapesTest {
    @Test
    void chain() {
        Seeds.each(50, seed -> {
            DagTrial trial = new DagTrial(
                            seed,
                            new PlanBuilder()
                                    .vertex("a", 7)
                                    .vertex("b", 3)
                                    .vertex("c", 1)
                                    .shuffle("a", "b")
                                    .shuffle("b", "c"))
                    .succeed();
            assertEquals(11, trial.launched.size());
        });
    }
}
