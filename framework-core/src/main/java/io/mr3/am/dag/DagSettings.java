package io.mr3.am.dag;

/**
 * Rules of one DAG; each with the Tez key that it comes from.
 *
 * @param maxFailedAttempts {@code tez.am.task.max.failed.attempts}
 * @param commitAllOnDagSuccess {@code tez.am.commit-all-outputs-on-dag-success}; else each vertex commits as it succeeds
 * @param maxReadFailures {@code tez.task.max.allowed.output.failures}: consumers that may complain of one output
 * @param maxReadFailureFraction {@code tez.task.max.allowed.output.failures.fraction}
 * @param maxReadErrorMillis {@code tez.am.max.allowed.time-sec.for-read-error}, in milliseconds
 */
public record DagSettings(
        int maxFailedAttempts,
        boolean commitAllOnDagSuccess,
        int maxReadFailures,
        double maxReadFailureFraction,
        long maxReadErrorMillis) {
    /** Tez's defaults. */
    public static DagSettings defaults() {
        return new DagSettings(4, true, 10, 0.1, 300_000);
    }
}
