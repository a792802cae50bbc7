package io.mr3.rm.local;

import io.mr3.common.Resources;
import java.time.Duration;

/**
 * Settings of the local resource manager. How many workers one group has is the group's own affair: workers change groups.
 *
 * @param workers that may run at once; {@link Integer#MAX_VALUE} for no such bound
 * @param total what all containers may hold together; also the largest container
 * @param stopGrace time between asking a worker to end and killing it
 */
record LocalSettings(int workers, Resources total, Duration stopGrace) {}
