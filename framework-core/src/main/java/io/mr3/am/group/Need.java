package io.mr3.am.group;

import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a group declares to the broker; always the whole of it, so that the latest declaration is all that counts.
 *
 * @param wanted how many workers there should be besides those that leave
 * @param leaving started workers that the group gives back
 * @param urgent how many of them attempts wait for that could run at once
 * @param first of the DAGs whose attempts wait so, in the order of {@link Offer#ORDER}; null if none does
 * @param reruns DAGs with attempts that wait to run again, and the first priority among them: somebody waits for these
 * @param works whether an attempt runs that does not wait for inputs
 * @param offers workers that others could have; only while groups together want more than there is
 */
record Need(
        int wanted,
        Set<WorkerId> leaving,
        int urgent,
        DagId first,
        Map<DagId, Integer> reruns,
        boolean works,
        List<Offer> offers) {
    static final Need NOTHING = new Need(0, Set.of());

    Need {
        leaving = Set.copyOf(leaving);
        reruns = Map.copyOf(reruns);
        offers = List.copyOf(offers);
    }

    /** Without urgency and offers. */
    Need(int wanted, Set<WorkerId> leaving) {
        this(wanted, leaving, 0, null, Map.of(), false, List.of());
    }
}
