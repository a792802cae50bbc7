package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import java.util.List;

/**
 * A request for one container that was not granted yet.
 *
 * @param group asks of one application and group are alike
 * @param locations hosts and racks, best first; only a preference
 * @param priority lower is granted first within the application
 * @param since the master's clock, nanoseconds, when it came
 */
public record Ask(
        ContainerId container, String group, Resources amount, List<String> locations, int priority, long since) {
    public Ask {
        locations = List.copyOf(locations);
    }
}
