package io.mr3.rm;

import io.mr3.common.Resources;
import java.util.Set;

/**
 * What a resource manager offers to an application that has registered.
 *
 * @param applicationId the resource manager's name for this DAGAppMaster
 * @param largestContainer requests beyond this fail as {@link RequestFailure.Kind#TOO_LARGE}
 * @param maxContainers that may run at once; more requests wait
 */
public record Registration(
        String applicationId, Resources largestContainer, int maxContainers, Set<Capability> capabilities) {
    public Registration {
        capabilities = Set.copyOf(capabilities);
    }
}
