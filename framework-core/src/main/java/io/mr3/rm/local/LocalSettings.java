package io.mr3.rm.local;

import io.mr3.common.Resources;
import io.mr3.rm.LaunchSpec;
import java.time.Duration;

/**
 * Settings of the local resource manager.
 *
 * @param threads workers are threads, one of each group at a time, unless they need a process of their own
 * @param workers processes of one group that may run at once; more requests wait
 * @param inAll workers of all groups that may run at once; {@link Integer#MAX_VALUE} for no such bound
 * @param total what all containers may hold together; also the largest container
 * @param stopGrace time between asking a worker to end and killing it
 */
record LocalSettings(boolean threads, int workers, int inAll, Resources total, Duration stopGrace) {
    /** Workers like this one that a group may have at once. */
    int ofGroup(LaunchSpec launch) {
        return threads && !launch.ownProcess() ? 1 : workers;
    }
}
