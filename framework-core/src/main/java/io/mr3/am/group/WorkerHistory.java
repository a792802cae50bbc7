package io.mr3.am.group;

import io.mr3.am.lease.WorkerRef;
import java.util.List;

/**
 * The event log of workers: which came and went, and why. Called on the mailbox of the worker's group, must not block;
 * times are milliseconds since the epoch.
 */
public interface WorkerHistory {
    /** A worker has registered. */
    void workerReady(WorkerRef worker, long pid, long wallMillis);

    /** A worker goes on in another group, the one that it names; the first had it until now. */
    default void workerMoved(WorkerRef worker, String from, long wallMillis) {}

    /**
     * The local directories that a worker does without are others than before.
     *
     * @param bad each with what is wrong; empty when all are good again
     */
    default void workerDisks(WorkerRef worker, List<String> bad, long wallMillis) {}

    /**
     * Follows {@link #workerReady}, once, unless the DAGAppMaster ends before: nothing of the worker is heard any more.
     *
     * @param lost whether that was not the group's own wish
     * @param reason one line; more if the worker left some behind
     */
    void workerGone(WorkerRef worker, boolean lost, String reason, long wallMillis);
}
