package io.mr3.am.group;

import java.time.Duration;

/**
 * How many workers a group has.
 *
 * @param least started at once and kept, also when idle
 * @param most at once; {@link Integer#MAX_VALUE} where only the resource manager bounds it
 * @param idleTimeout after which a worker that no DAG needs leaves
 */
public record WorkerNumbers(int least, int most, Duration idleTimeout) {
    public WorkerNumbers {
        Bounds.atLeast(0, least, "minimum of workers");
        Bounds.atLeast(Math.max(1, least), most, "maximum of workers");
    }
}
