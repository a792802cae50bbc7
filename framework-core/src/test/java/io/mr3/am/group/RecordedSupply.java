package io.mr3.am.group;

import io.mr3.common.WorkerId;
import java.util.ArrayList;
import java.util.List;

/** A broker that does nothing. */
final class RecordedSupply implements WorkerSupply {
    private final List<Need> needs = new ArrayList<>();
    private final List<WorkerId> registered = new ArrayList<>();
    private final List<String> unfit = new ArrayList<>();

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
