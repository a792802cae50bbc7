package io.mr3.simulation;

import io.mr3.am.dag.DagHistory;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;

/** Remembers nothing of any DAG. */
class NoHistory implements DagHistory {
    @Override
    public void dagStarted(DagId dag, long wallMillis) {}

    @Override
    public void attemptStarted(AttemptId attempt, String vertex, WorkerRef worker, long wallMillis) {}

    @Override
    public void attemptEnded(
            AttemptId attempt, String vertex, WorkerRef worker, Outcome outcome, String diagnostics, Times times) {}

    @Override
    public void dagEnded(DagId dag, String state, String diagnostics, long wallMillis) {}
}
