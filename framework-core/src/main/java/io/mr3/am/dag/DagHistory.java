package io.mr3.am.dag;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;

/**
 * The event log of DAGs: what ran where and when. Called on the DAG's mailbox, must not block; times are milliseconds since
 * the epoch.
 */
public interface DagHistory {
    /** How an attempt ended. */
    enum Outcome {
        SUCCEEDED,
        FAILED,
        KILLED
    }

    void dagStarted(DagId dag, long wallMillis);

    void attemptStarted(AttemptId attempt, String vertex, WorkerRef worker, long wallMillis);

    /** Follows {@link #attemptStarted}, once, unless the DAG ends before. */
    void attemptEnded(
            AttemptId attempt,
            String vertex,
            WorkerRef worker,
            Outcome outcome,
            String diagnostics,
            long startedMillis,
            long wallMillis);

    /**
     * Comes last.
     *
     * @param state DAG_SUCCEEDED, DAG_FAILED or DAG_KILLED
     * @param diagnostics root cause first; empty if it succeeded
     */
    void dagEnded(DagId dag, String state, String diagnostics, long wallMillis);
}
