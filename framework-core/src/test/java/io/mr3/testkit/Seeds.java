package io.mr3.testkit;

import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The seeds of a randomised test: always the same ones, so that a build repeats, or the one that {@code -Dseed=<n>}
 * asks to replay.
 */
public final class Seeds {
    private Seeds() {}

    /** The first {@code count} seeds, or only the one to replay. */
    public static LongStream first(int count) {
        Long replay = Long.getLong("seed");
        return replay == null ? LongStream.rangeClosed(1, count) : LongStream.of(replay);
    }

    /**
     * Runs {@code scenario} with each of {@link #first}; the first failure ends it.
     *
     * @throws AssertionError naming the seed that failed
     */
    public static void each(int count, LongConsumer scenario) {
        first(count).forEach(seed -> {
            try {
                scenario.accept(seed);
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("with seed " + seed + " (replay: -Dseed=" + seed + "): " + failure, failure);
            }
        });
    }
}
