package io.mr3.rm.local;

import io.mr3.common.Resources;
import java.time.Duration;

/**
 * Settings of the local resource manager.
 *
 * @param workers of one group that may run at once; more requests wait
 * @param total what all containers may hold together; also the largest container
 * @param stopGrace time between asking a worker to end and killing it
 */
record LocalSettings(int workers, Resources total, Duration stopGrace) {}
