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

    /**
     * The life of an attempt.
     *
     * @param launched when its worker was told to run it
     * @param began when its worker began to run it, by the worker's clock; 0 if the worker never said
     * @param done when it had nothing left to do, by the worker's clock; 0 if the worker never said
     * @param ended when its end was known here
     */
    record Times(long launched, long began, long done, long ended) {}

    void dagStarted(DagId dag, long wallMillis);

    void attemptStarted(AttemptId attempt, String vertex, WorkerRef worker, long wallMillis);

    /** Follows {@link #attemptStarted}, once, unless the DAG ends before. */
    void attemptEnded(
            AttemptId attempt, String vertex, WorkerRef worker, Outcome outcome, String diagnostics, Times times);

    /**
     * Comes last.
     *
     * @param state DAG_SUCCEEDED, DAG_FAILED or DAG_KILLED
     * @param diagnostics root cause first; empty if it succeeded
     */
    void dagEnded(DagId dag, String state, String diagnostics, long wallMillis);
}
