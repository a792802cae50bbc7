package io.mr3.rm.standalone.master;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often something has happened within the last minute. */
final class RateWindow {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Deque<Long> times = new ArrayDeque<>();

    void add(long nanoTime) {
        times.addLast(nanoTime);
    }

    int count(long nanoTime) {
        while (!times.isEmpty() && nanoTime - times.peekFirst() >= MINUTE) {
            times.removeFirst();
        }
        return times.size();
    }

    void clear() {
        times.clear();
    }
}
