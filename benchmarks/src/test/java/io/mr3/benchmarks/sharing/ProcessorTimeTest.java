package io.mr3.benchmarks.sharing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    private static final String STAT =
            "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 23 42 0 0 150 50 700 300 20 0 31 0 999 1 2 3";

    @Test
    void ticksAreThoseOfTheProcessAndOfChildrenThatHaveEnded() {
        assertEquals(new ProcessorTime(200, 1000), ProcessorTime.parse(STAT));
    }

    @Test
    void aChildThatHasEndedStillCounts() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        double before = ProcessorTime.secondsOfTree(pid);
        int status = new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
                .start()
                .waitFor();
        assertEquals(0, status);
        double took = ProcessorTime.secondsOfTree(pid) - before;
        assertTrue(took >= 0.1, () -> "a child that counts to 300000 took " + took + " s");
    }
}
