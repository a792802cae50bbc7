package io.mr3.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what real threads, sockets or processes do; everything else runs on {@link VirtualMailboxes}. */
public final class Await {
    private Await() {}

    /** Returns as soon as {@code condition} holds; fails after a minute. */
    public static void until(BooleanSupplier condition) {
        until(condition, Duration.ofMinutes(1));
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @throws AssertionError if it does not within {@code limit}
     */
    public static void until(BooleanSupplier condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("condition does not hold within " + limit);
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
