package io.mr3.rm.standalone.command;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes do, which tell nobody: looks again and again until a deadline. */
final class Pause {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private Pause() {}

    /** What is looked for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /**
     * Returns whether the condition holds within the limit.
     *
     * @throws IOException if the thread is interrupted, or the condition says so
     */
    static boolean until(Duration limit, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while waiting");
            }
        }
        return true;
    }
}
