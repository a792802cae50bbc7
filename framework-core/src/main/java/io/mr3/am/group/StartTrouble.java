package io.mr3.am.group;

import java.time.Duration;

/**
 * Workers do not start.
 *
 * @param reason the last failure, in one line
 * @param lastLines what the worker printed, each line indented after a line break; empty if nothing is known
 * @param failures in a row
 * @param hopeless so many, or of such a kind, that waiting DAGs should give up
 * @param nextTry when the broker tries again
 */
record StartTrouble(String reason, String lastLines, int failures, boolean hopeless, Duration nextTry) {}
