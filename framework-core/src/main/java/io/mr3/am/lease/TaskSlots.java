package io.mr3.am.lease;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.Order;
import java.util.List;

/**
 * A ContainerGroup, or the several that a DAG uses, as DAGs see them: leases of slots, and a way to the workers. Each call only posts a message; from any
 * thread.
 *
 * <p>A lease begins with {@link #request} and ends in exactly one {@link SlotHolder#ended}. Crossings: {@link #cancel} may
 * meet a {@code placed} on its way; the group then ends the lease as cancelled, since no launch was sent for it, and the DAG
 * ignores that {@code placed}. A launch sent to a worker that is already lost is dropped; the DAG hears of the lost lease.
 */
public interface TaskSlots {
    /**
     * Makes a DAG known; before any other call for it.
     *
     * @param queue of DAGs that it asks for, by name
     */
    void join(DagId dag, String queue, SlotHolder holder);

    /**
     * The DAG has ended: leases that are left end as cancelled (running attempts are killed), its workers drop its state,
     * and the holder hears nothing more.
     */
    void leave(DagId dag);

    void request(SlotRequest request);

    /** All sources of the attempt have ended: it no longer waits for inputs. Ignored if the lease has ended. */
    void inputsReady(AttemptId attempt);

    /** A source of the attempt runs again: it may wait for that, until its inputs are ready. Ignored if the lease has ended. */
    void inputsLost(AttemptId attempt);

    /** Gives up a lease for which no launch was sent. Harmless if the lease has ended. */
    void cancel(AttemptId attempt);

    /**
     * Asks for a worker that runs plug-ins of the DAG, beside attempts and without a slot; the answer is {@link
     * SlotHolder#pluginsPlaced}. To be asked again when that worker is lost.
     */
    void hostPlugins(DagId dag);

    /** Sends orders of a DAG to a worker, in order; dropped if that worker is lost or the DAG has left. */
    void send(DagId dag, WorkerId worker, List<Order> orders);

    /** What the group of a vertex can hold, as published last; from any thread. */
    GroupCapacity capacity(VertexId vertex);
}
