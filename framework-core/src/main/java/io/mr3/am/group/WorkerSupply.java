package io.mr3.am.group;

import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.Order;
import java.util.List;
import java.util.Set;

/** The broker, as its groups see it. Each call only posts a message; from any thread. */
interface WorkerSupply {
    /** Replaces what the group declared before. */
    void declare(String group, Need need);

    /** The worker is in service: its start has succeeded. */
    void registered(WorkerId worker);

    /** The worker has said that it can't serve, and ends: its start has failed, for this reason. */
    void unfit(WorkerId worker, String reason);

    /** The group has let a worker go, as it was asked to; nothing runs on it. */
    void handedOver(HandedOver worker, Need need);

    /** The group keeps a worker that it was asked to let go: it is in use again, or gone. */
    void keeps(WorkerId worker);

    /**
     * Orders for a worker that was handed over, for its present group.
     *
     * @param holder the DAG, which the present group may not know yet
     */
    void forward(DagId dag, SlotHolder holder, WorkerId worker, List<Order> orders);

    /** A DAG has left that may have outputs on workers which were handed over. */
    void left(DagId dag, Set<WorkerId> workers);
}
