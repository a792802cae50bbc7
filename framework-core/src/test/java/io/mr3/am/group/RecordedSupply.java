package io.mr3.am.group;

import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A broker that does nothing. */
final class RecordedSupply implements WorkerSupply {
    private final List<Need> needs = new ArrayList<>();
    private final List<WorkerId> registered = new ArrayList<>();
    private final List<String> unfit = new ArrayList<>();
    final List<HandedOver> handedOver = new ArrayList<>();
    final List<WorkerId> kept = new ArrayList<>();
    final List<Order> forwarded = new ArrayList<>();
    final List<DagId> left = new ArrayList<>();

    @Override
    public void declare(String group, Need need) {
        needs.add(need);
    }

    @Override
    public void registered(WorkerId worker) {
        registered.add(worker);
    }

    @Override
    public void unfit(WorkerId worker, String reason) {
        unfit.add(worker + ": " + reason);
    }

    List<String> unfit() {
        return unfit;
    }

    @Override
    public void handedOver(HandedOver worker, Need need) {
        handedOver.add(worker);
        needs.add(need);
    }

    @Override
    public void keeps(WorkerId worker) {
        kept.add(worker);
    }

    @Override
    public void forward(DagId dag, SlotHolder holder, WorkerId worker, List<Order> orders) {
        forwarded.addAll(orders);
    }

    @Override
    public void left(DagId dag, Set<WorkerId> workers) {
        left.add(dag);
    }

    Need need() {
        return needs.isEmpty() ? Need.NOTHING : needs.get(needs.size() - 1);
    }

    List<Need> needs() {
        return needs;
    }

    List<WorkerId> registered() {
        return registered;
    }
}
