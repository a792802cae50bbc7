package io.mr3.am.dag;

import io.mr3.common.Resources;
import io.mr3.common.VertexId;
import java.util.List;

/**
 * A vertex as it was submitted.
 *
 * @param group name of the one ContainerGroup whose workers run its attempts
 * @param parallelism number of tasks; -1: an initialiser, a one-to-one source or the vertex manager decides
 * @param task resources of one attempt
 * @param rootInputs names of all root inputs, in plan order
 * @param initializedInputs those of them that an initialiser looks into first
 * @param sinks names of all sinks, in plan order
 * @param committedSinks those of them that have a committer
 * @param inEdges indices into the plan's edges, in plan order
 * @param outEdges indices into the plan's edges, in plan order
 * @param hints a hint per task, or empty
 */
public record VertexPlan(
        VertexId id,
        String name,
        String group,
        int parallelism,
        Resources task,
        List<String> rootInputs,
        List<String> initializedInputs,
        List<String> sinks,
        List<String> committedSinks,
        List<Integer> inEdges,
        List<Integer> outEdges,
        List<LocationHint> hints) {
    public VertexPlan {
        if (group.isEmpty()) {
            throw new IllegalArgumentException("expected a ContainerGroup for vertex " + name + ", got none");
        }
    }
}
