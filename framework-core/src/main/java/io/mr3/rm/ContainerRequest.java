package io.mr3.rm;

import io.mr3.common.WorkerId;
import java.util.List;

/**
 * A wish for one container with a worker in it.
 *
 * @param worker names the request and later the container; never used a second time
 * @param group the ContainerGroup that the worker is for; requests of one group are alike
 * @param launch what is to run; travels with the request, since not every resource manager knows containers that are
 *     allocated but not launched
 * @param locations preferred hosts and racks, best first; only a preference
 * @param priority lower is granted first
 */
public record ContainerRequest(WorkerId worker, String group, LaunchSpec launch, List<String> locations, int priority) {
    public ContainerRequest {
        locations = List.copyOf(locations);
    }

    /** A request that may be granted anywhere. */
    public static ContainerRequest anywhere(WorkerId worker, String group, LaunchSpec launch) {
        return new ContainerRequest(worker, group, launch, List.of(), 0);
    }
}
