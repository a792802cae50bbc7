package io.mr3.rm.standalone.driver;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between tries that fail: 0.5 s, doubling to 15 s, each cut by up to a half so that many do not come at once. */
final class BackOff {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 15_000;

    private final RandomGenerator random;
    private long millis = FIRST_MILLIS;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** The next wait. */
    Duration next() {
        long whole = millis;
        millis = Math.min(LONGEST_MILLIS, 2 * millis);
        return Duration.ofMillis(whole - random.nextLong(whole / 2));
    }

    /** A try has succeeded. */
    void reset() {
        millis = FIRST_MILLIS;
    }
}
