package io.mr3.am.lease;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.PluginMessage;

/** A DAG, as its ContainerGroups see it. Each call only posts a message; from any thread. */
public interface SlotHolder {
    /** The lease has a place; the DAG answers with a launch, or with a cancel. */
    void placed(AttemptId attempt, WorkerRef worker);

    /** The lease is over; exactly once per request, after the last {@link #reported} of the attempt. */
    void ended(AttemptId attempt, LeaseEnd end);

    /** What the attempt says; only between placed and ended, never from a worker that is lost. */
    void reported(AttemptId attempt, AttemptReport report);

    /** The attempt asks whether it may commit; the answer is an order. */
    void commitAsked(AttemptId attempt);

    /** A worker takes plug-ins of this DAG: the answer to {@link TaskSlots#hostPlugins}. */
    void pluginsPlaced(WorkerRef worker);

    /** A worker says something about the plug-ins of this DAG; never one that is lost. */
    void pluginsReported(WorkerRef worker, PluginMessage message);

    /** The worker is gone with all that it served; after the ends of its leases. */
    void workerLost(WorkerRef worker, String reason);

    /** Why requests of this DAG wait, one line for people; empty when they no longer do. */
    void waiting(String reason);

    /** The group will get no workers: the DAG fails with this line. */
    void unavailable(String reason);
}
