package io.mr3.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private String before;

    @BeforeEach
    void forgetReplay() {
        before = System.clearProperty("seed");
    }

    @AfterEach
    void restoreReplay() {
        if (before == null) {
            System.clearProperty("seed");
        } else {
            System.setProperty("seed", before);
        }
    }

    @Test
    void sameSeedsInEveryRun() {
        assertArrayEquals(new long[] {1, 2, 3}, Seeds.first(3).toArray());
    }

    @Test
    void replayRunsOneSeed() {
        System.setProperty("seed", "77");
        assertArrayEquals(new long[] {77}, Seeds.first(3).toArray());
    }

    @Test
    void failureNamesItsSeedAndEndsTheRun() {
        List<Long> ran = new ArrayList<>();
        AssertionError error = assertThrows(
                AssertionError.class,
                () -> Seeds.each(5, seed -> {
                    ran.add(seed);
                    assertEquals(0, seed == 3 ? 1 : 0, "planned");
                }));
        assertEquals(List.of(1L, 2L, 3L), ran);
        assertEquals("with seed 3 (replay: -Dseed=3)", error.getMessage().split(":(?= org)")[0]);
    }
}
