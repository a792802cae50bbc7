package io.mr3.am.group;

import io.mr3.common.WorkerId;
import java.util.Set;

/**
 * What a group declares to the broker; always the whole of it, so that the latest declaration is all that counts.
 *
 * @param wanted how many workers there should be besides those that leave
 * @param leaving started workers that the group gives back
 */
record Need(int wanted, Set<WorkerId> leaving) {
    static final Need NOTHING = new Need(0, Set.of());

    Need {
        leaving = Set.copyOf(leaving);
    }
}
