package io.mr3.llap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which worker holds what. */
class WorkerTableTest {
    private static final int PIECES = 4000;
    private static final WorkerTable FOUR =
            new WorkerTable(List.of("worker-1@a", "worker-2@a", "worker-3@b", "worker-4@b"));

    private static Map<Integer, String> holders(WorkerTable table) {
        Map<Integer, String> holders = new HashMap<>();
        IntStream.range(0, PIECES)
                .forEach(i -> holders.put(
                        i,
                        table.holder("file:/t/f" + i / 4, (i % 4) * 1_000_000L).orElseThrow()));
        return holders;
    }

    @Test
    void aWorkerThatGoesMovesItsOwnAlone() {
        Map<Integer, String> before = holders(FOUR);
        Map<Integer, String> after = holders(FOUR.without("worker-2@a"));
        before.forEach((piece, holder) -> {
            if (holder.equals("worker-2@a")) {
                assertTrue(FOUR.without(holder).locations().contains(after.get(piece)));
            } else {
                assertEquals(holder, after.get(piece));
            }
        });
        assertEquals(before, holders(FOUR.without("worker-2@a").with("worker-2@a")), "in whatever order they came");
    }

    @Test
    void allHoldAboutTheSame() {
        Map<String, Integer> counts = new HashMap<>();
        holders(FOUR).values().forEach(holder -> counts.merge(holder, 1, Integer::sum));
        assertEquals(4, counts.size());
        counts.values().forEach(count -> assertEquals(PIECES / 4.0, count, PIECES / 20.0, counts::toString));
    }

    @Test
    void theHeaderOfAFileMakesNoDifference() {
        assertEquals(FOUR.holder("file:/t/f", 0), FOUR.holder("file:/t/f", 3));
    }

    @Test
    void noWorkersHoldNothing() {
        assertEquals(Optional.empty(), WorkerTable.EMPTY.holder("file:/t/f", 0));
    }

    @Test
    void eventsAreWholeTables() {
        assertEquals(FOUR, WorkerTable.ofEvent(FOUR.toEvent()));
        assertEquals(WorkerTable.EMPTY, WorkerTable.ofEvent(WorkerTable.EMPTY.toEvent()));
    }

    @Test
    void aWorkerIsThereOnce() {
        assertEquals(4, FOUR.with("worker-1@a").locations().size());
    }
}
