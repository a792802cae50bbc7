package io.mr3.am.lease;

import io.mr3.common.AttemptId;
import io.mr3.common.Resources;
import java.util.List;

/**
 * A DAG's wish for a place to run one attempt. The attempt's id names the lease.
 *
 * @param priority lower goes first; within a DAG the distance from the roots, less for tasks that run again
 * @param waitsForInputs some source task has not ended, so the attempt may hold its slot idle; such attempts never take
 *     the last slots of a group
 * @param rerun its output was lost and somebody waits for it: it may push out an attempt that waits for inputs
 * @param alone it must have a worker for itself: earlier attempts of its task were lost with theirs
 * @param locations preferred places, best first: {@code worker-3@host}, a host, or a rack; empty: anywhere
 */
public record SlotRequest(
        AttemptId attempt,
        Resources resources,
        int priority,
        boolean waitsForInputs,
        boolean rerun,
        boolean alone,
        List<String> locations) {
    public SlotRequest {
        locations = List.copyOf(locations);
    }
}
