package io.mr3.rm.standalone.agent;

import java.time.Duration;

/**
 * How much is kept of what workers print.
 *
 * @param fileBytes after which the output of a worker goes on in a new file
 * @param files of one worker
 * @param keep time for which the output of a worker that has ended is kept
 * @param totalBytes of all workers that have ended
 */
record LogLimits(long fileBytes, int files, Duration keep, long totalBytes) {}
