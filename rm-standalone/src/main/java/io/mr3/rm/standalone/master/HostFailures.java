package io.mr3.rm.standalone.master;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where workers of one application have failed so often that it should get no more there. If that would be a quarter of all
 * hosts or more, the fault is the application's own, and no host is avoided.
 */
final class HostFailures {
    private static final int QUARTER = 4;

    private final Map<String, Integer> failures = new HashMap<>();
    private final int most;

    /** @param most failures with which a host is avoided */
    HostFailures(int most) {
        this.most = most;
    }

    void add(String host) {
        failures.merge(host, 1, Integer::sum);
    }

    Set<String> avoided(int hosts) {
        Set<String> bad = failures.entrySet().stream()
                .filter(entry -> entry.getValue() >= most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return bad.size() * QUARTER >= hosts ? Set.of() : bad;
    }
}
