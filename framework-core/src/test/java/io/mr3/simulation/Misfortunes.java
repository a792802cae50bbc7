package io.mr3.simulation;

import java.time.Duration;
import java.util.Random;

/** All chance of one run, and the misfortunes that are left in it: few enough that what is simulated can succeed. */
public final class Misfortunes {
    private final Random random;
    private int left;
    private int kills;

    /** @param kills attempts that are killed beside all misfortunes: no harm to any DAG */
    public Misfortunes(Random random, int left, int kills) {
        this.random = random;
        this.left = left;
        this.kills = kills;
    }

    /** Whether an attempt is killed for no reason. */
    boolean kills() {
        if (kills > 0 && oneIn(3)) {
            kills--;
            return true;
        }
        return false;
    }

    /** Whether a misfortune happens here, one time in {@code odds} while any are left. */
    public boolean strike(int odds) {
        if (left > 0 && oneIn(odds)) {
            left--;
            return true;
        }
        return false;
    }

    /** Whether this is one time in {@code odds}. */
    public boolean oneIn(int odds) {
        return random.nextInt(odds) == 0;
    }

    /** No misfortune happens any more. */
    public void end() {
        left = 0;
    }

    /** From 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** From 0 to {@code bound - 1} milliseconds. */
    public Duration millis(int bound) {
        return Duration.ofMillis(random.nextInt(bound));
    }
}
