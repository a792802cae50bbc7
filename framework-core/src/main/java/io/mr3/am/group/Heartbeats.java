package io.mr3.am.group;

import java.time.Duration;

/**
 * How a group knows that its workers are alive.
 *
 * @param interval between signs of life of a worker
 * @param timeout silence after which a worker is declared lost
 */
public record Heartbeats(Duration interval, Duration timeout) {
    public Heartbeats {
        if (timeout.compareTo(interval) <= 0) {
            throw new IllegalArgumentException(
                    "expected a heartbeat time-out above the interval of " + interval + ", got " + timeout);
        }
    }
}
