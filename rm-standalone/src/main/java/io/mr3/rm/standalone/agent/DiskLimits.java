package io.mr3.rm.standalone.agent;

import java.time.Duration;

/**
 * When a disk is full, and how often it is looked at.
 *
 * @param first beneath it the disk gets no new containers
 * @param last beneath it containers that are there end, one at each check
 * @param interval between two checks
 */
record DiskLimits(DiskMark first, DiskMark last, Duration interval) {}
