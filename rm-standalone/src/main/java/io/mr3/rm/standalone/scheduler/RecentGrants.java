package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.LinkedHashMap;
import java.util.Map;

/** When asks of each size were granted last, which tells whether a larger one is being passed over. */
final class RecentGrants {
    /** Sizes that are remembered; there are rarely more than a few. */
    private static final int SIZES = 64;

    private final Map<Resources, Long> lastBySize = new LinkedHashMap<>();

    void note(Resources amount, long now) {
        lastBySize.remove(amount);
        lastBySize.put(amount, now);
        if (lastBySize.size() > SIZES) {
            lastBySize.remove(lastBySize.keySet().iterator().next());
        }
    }

    /** Whether a smaller one, of less memory or fewer cores, was granted at that time or later. */
    boolean hasSmaller(Resources amount, long since) {
        return lastBySize.entrySet().stream()
                .anyMatch(grant -> !grant.getKey().fits(amount) && grant.getValue() >= since);
    }
}
