package io.mr3.simulation;

import java.time.Duration;
import java.util.Random;

/** All chance of one run, and the misfortunes that are left in it: few enough that DAGs can succeed. */
final class Misfortunes {
    private final Random random;
    private int left;

    Misfortunes(Random random, int left) {
        this.random = random;
        this.left = left;
    }

    /** Whether a misfortune happens here, one time in {@code odds} while any are left. */
    boolean strike(int odds) {
        if (left > 0 && oneIn(odds)) {
            left--;
            return true;
        }
        return false;
    }

    boolean oneIn(int odds) {
        return random.nextInt(odds) == 0;
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    Duration millis(int bound) {
        return Duration.ofMillis(random.nextInt(bound));
    }
}
