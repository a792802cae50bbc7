package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which containers take more memory than they may: those that are over their limit in two looks in a row, for a moment proves
 * little, or over twice that. Not thread-safe.
 */
final class MemoryWatch {
    private Set<ContainerId> over = new HashSet<>();

    /**
     * Judges one look.
     *
     * @param usedMb by container
     * @param limitsMb of containers that run; others are not judged
     * @return those to end, and why
     */
    Map<ContainerId, String> judge(Map<ContainerId, Long> usedMb, Map<ContainerId, Long> limitsMb) {
        Set<ContainerId> overNow = new HashSet<>();
        Map<ContainerId, String> guilty = new LinkedHashMap<>();
        limitsMb.forEach((id, limit) -> {
            long used = usedMb.getOrDefault(id, 0L);
            if (used <= limit) {
                return;
            }
            overNow.add(id);
            if (used > 2 * limit || over.contains(id)) {
                guilty.put(id, "killed since it takes " + used + " MB, expected at most " + limit + " MB");
            }
        });
        over = overNow;
        return guilty;
    }
}
