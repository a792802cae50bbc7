package io.mr3.rm.standalone.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between tries that grow, each drawn from nothing to its bound, so that many agents do not try together. */
final class BackOff {
    private static final long FIRST_MS = 500;
    private static final long MOST_MS = 15_000;

    private final RandomGenerator random;
    private long boundMs = FIRST_MS;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        long wait = random.nextLong(boundMs + 1);
        boundMs = Math.min(MOST_MS, 2 * boundMs);
        return Duration.ofMillis(wait);
    }

    void succeeded() {
        boundMs = FIRST_MS;
    }
}
