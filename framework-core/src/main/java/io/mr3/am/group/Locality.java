package io.mr3.am.group;

import java.util.List;

/** How near a worker is to where an attempt wants to run; lower is nearer. */
final class Locality {
    /** No place that the attempt asked for. */
    static final int ANYWHERE = Integer.MAX_VALUE;

    private static final int LEVEL = 1 << 20;

    private Locality() {}

    /** By level (worker, host, rack), then by the order of {@code locations}. */
    static int of(Worker worker, List<String> locations) {
        int best = ANYWHERE;
        for (int i = 0; i < locations.size(); i++) {
            best = Math.min(best, distance(worker, locations.get(i), i));
        }
        return best;
    }

    /** Whether an attempt asked for this worker by name, and for workers alone: nothing else is as near to it as they are. */
    static boolean isInsistedOn(Worker worker, List<String> locations) {
        return locations.contains(worker.ref().location())
                && locations.stream().allMatch(location -> location.indexOf('@') > 0);
    }

    private static int distance(Worker worker, String location, int index) {
        if (location.equals(worker.ref().location())) {
            return index;
        }
        if (location.equals(worker.ref().host())) {
            return LEVEL + index;
        }
        return !location.isEmpty() && location.equals(worker.rack()) ? 2 * LEVEL + index : ANYWHERE;
    }
}
