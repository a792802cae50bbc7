package io.mr3.am.group;

import java.time.Duration;

/**
 * How the broker starts workers.
 *
 * @param startTimeout from the launch of a worker until it must have registered
 * @param firstRetry wait after the first failed start; doubles with each failure in a row
 * @param longestRetry the wait never exceeds this
 * @param maxFailures failed starts in a row after which waiting DAGs are told
 */
public record BrokerSettings(Duration startTimeout, Duration firstRetry, Duration longestRetry, int maxFailures) {
    /** 60 s to register; retries after 0.5 s, 1 s, 2 s, … at most 30 s; DAGs are told after 4 failures. */
    public static BrokerSettings defaults() {
        return new BrokerSettings(Duration.ofSeconds(60), Duration.ofMillis(500), Duration.ofSeconds(30), 4);
    }
}
