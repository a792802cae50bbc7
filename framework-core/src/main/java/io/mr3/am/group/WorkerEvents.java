package io.mr3.am.group;

import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rpc.proto.Order;
import java.util.List;

/**
 * A group, as the broker sees it. Each call only posts a message. Of each worker: requested, then started, then
 * ended.
 */
interface WorkerEvents {
    /** The broker has asked the resource manager for this worker. */
    void requested(WorkerId worker);

    /** Its container is there; the worker may connect at any moment, also before this is heard. */
    void started(WorkerId worker, AllocatedContainer container);

    /** Its host is to be emptied: it should go once the DAGs that it has state or outputs of have ended. */
    void draining(WorkerId worker, String reason);

    /** It is gone, or never came: the last that is heard of it. */
    void ended(WorkerId worker, String reason);

    /** Whether groups together want more workers than there are; while they do, needs name offers. */
    void shortage(boolean isShort);

    /** Another group has more use for a worker; the group lets it go, or says that it keeps it. */
    void letGo(Relief.Move move);

    /** A worker of another group is this one's from now on. */
    void adopt(HandedOver worker);

    /** Orders that went to a group which the worker has left. */
    void forwarded(DagId dag, SlotHolder holder, WorkerId worker, List<Order> orders);

    /** A DAG has ended that may have outputs on adopted workers. */
    void left(DagId dag);

    /** Starts fail; the broker goes on trying while workers are wanted. */
    void startsFail(StartTrouble trouble);

    /** Hosts that the resource manager has. */
    void nodes(int count);
}
