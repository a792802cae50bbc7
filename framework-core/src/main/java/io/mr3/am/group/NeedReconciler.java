package io.mr3.am.group;

import io.mr3.common.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Compares what a group declares with what exists. Pure. */
final class NeedReconciler {
    private NeedReconciler() {}

    /**
     * What to do about the difference.
     *
     * @param toRequest workers to ask for
     * @param toCancel requests to take back, the youngest first
     * @param toRelease started workers to give back
     */
    record Difference(int toRequest, List<WorkerId> toCancel, List<WorkerId> toRelease) {}

    /**
     * A started worker goes only if the group names it; too many requests go by themselves.
     *
     * @param requested requests without an answer, the oldest first
     * @param started workers that have started and not ended
     */
    static Difference compare(Need need, List<WorkerId> requested, Collection<WorkerId> started) {
        List<WorkerId> toRelease =
                started.stream().filter(need.leaving()::contains).toList();
        int exist = requested.size() + started.size() - toRelease.size();
        List<WorkerId> toCancel = new ArrayList<>();
        for (int i = requested.size() - 1; i >= 0 && exist - toCancel.size() > need.wanted(); i--) {
            toCancel.add(requested.get(i));
        }
        return new Difference(Math.max(0, need.wanted() - exist), toCancel, toRelease);
    }
}
