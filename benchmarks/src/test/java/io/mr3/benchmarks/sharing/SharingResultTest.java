package io.mr3.benchmarks.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharingResultTest {
    private static final double EXACT = 1e-9;

    /** The numbers of the published experiment, but for processor time, which is not known. */
    private static final RunFigures OWN = new RunFigures(58, 9695, 6634, 6000, 200);

    private static final RunFigures SHARED = new RunFigures(58, 202, 4597, 4000, 100);

    private static final WorkerCost COST = new WorkerCost(
            List.of(new WorkerCost.Round("q3", 2, 500, 1500, 1000), new WorkerCost.Round("q7", 1, 150, 1200, 1000)));

    @Test
    void costsAreThoseOfOneWorker() {
        assertEquals(0.2, COST.startSeconds(), EXACT);
        assertEquals(0.225, COST.seconds(), EXACT);
    }

    @Test
    void ratiosAndSavings() {
        SharingResult result = new SharingResult(OWN, SHARED, COST, List.of());
        assertEquals(47.995, result.allocatedRatio(), 0.001);
        assertEquals(1.443, result.wallRatio(), 0.001);
        assertEquals(1.5, result.dagRatio(), EXACT);
        assertEquals(2, result.processorRatio(), EXACT);
        assertEquals(9493, result.avoided());
        assertEquals(2037, result.savedSeconds(), EXACT);
        assertEquals(0.2146, result.savedPerAvoided(), 0.0001);
        assertEquals(9493 * 0.225, result.expectedSeconds(), EXACT);
        assertEquals(2037 / (9493 * 0.225), result.savedOfExpected(), EXACT);
    }

    @Test
    void nothingIsMissedWhenTheOpenGroupHasItsWorkersAndTheirCostExplainsTheTime() {
        RunFigures own = new RunFigures(58, 116, 125.65, 100, 200);
        RunFigures shared = new RunFigures(58, 2, 100, 80, 100);
        assertEquals(List.of(), new SharingResult(own, shared, COST, List.of()).missed(58, 2));
    }

    @Test
    void eachNumberThatIsNotAsItShouldBeIsOneLine() {
        RunFigures own = new RunFigures(57, 90, 140, 100, 200);
        RunFigures shared = new RunFigures(59, 3, 100, 80, 100);
        List<String> missed = new SharingResult(own, shared, COST, List.of("q3: differs")).missed(58, 2);
        assertEquals(
                List.of(
                        "q3: differs",
                        "expected 58 DAGs with private groups, got 57",
                        "expected 58 DAGs with the open group, got 59",
                        "expected 2 workers of the open group, got 3",
                        "expected at least 48.0 times as many workers with private groups, got 30.0",
                        "expected 19.6 s saved, 25 % more or less, got 40.0 s"),
                missed);
    }

    @Test
    void noWorkerAvoidedIsNoSuccess() {
        SharingResult result = new SharingResult(SHARED, SHARED, COST, List.of());
        assertTrue(Double.isNaN(result.savedPerAvoided()));
        assertEquals(2, result.missed(58, 202).size());
    }
}
