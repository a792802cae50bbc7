package io.mr3.am.dag;

import java.util.List;

/**
 * Where a task would like to run.
 *
 * @param hosts hosts or worker locations ({@code worker-3@host}), best first
 * @param racks racks, if no host has room
 * @param nearVertex run where {@code nearTask} of this vertex ran; null for no such wish
 */
public record LocationHint(List<String> hosts, List<String> racks, String nearVertex, int nearTask) {
    public LocationHint {
        hosts = List.copyOf(hosts);
        racks = List.copyOf(racks);
    }

    public static LocationHint at(List<String> hosts, List<String> racks) {
        return new LocationHint(hosts, racks, null, -1);
    }
}
