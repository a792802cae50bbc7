package io.mr3.simulation;

import io.mr3.am.lease.GroupCapacity;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.TaskSlots;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.Order;
import java.util.List;
import java.util.Map;

/** Leads each DAG to its own groups. */
record SlotsOfDags(Map<DagId, ? extends TaskSlots> ofDag) implements TaskSlots {
    @Override
    public void join(DagId dag, String queue, SlotHolder holder) {
        ofDag.get(dag).join(dag, queue, holder);
    }

    @Override
    public void leave(DagId dag) {
        ofDag.get(dag).leave(dag);
    }

    @Override
    public void request(SlotRequest request) {
        ofDag.get(request.attempt().dag()).request(request);
    }

    @Override
    public void inputsReady(AttemptId attempt) {
        ofDag.get(attempt.dag()).inputsReady(attempt);
    }

    @Override
    public void inputsLost(AttemptId attempt) {
        ofDag.get(attempt.dag()).inputsLost(attempt);
    }

    @Override
    public void cancel(AttemptId attempt) {
        ofDag.get(attempt.dag()).cancel(attempt);
    }

    @Override
    public void hostPlugins(DagId dag) {
        ofDag.get(dag).hostPlugins(dag);
    }

    @Override
    public void send(DagId dag, WorkerId worker, List<Order> orders) {
        ofDag.get(dag).send(dag, worker, orders);
    }

    @Override
    public GroupCapacity capacity(VertexId vertex) {
        return ofDag.get(vertex.dag()).capacity(vertex);
    }
}
