package io.mr3.am.dag;

import io.mr3.am.lease.GroupScope;
import io.mr3.common.DagId;
import java.util.List;

/**
 * A DAG as it was submitted, without anything only plug-ins understand.
 *
 * @param user on whose behalf it runs
 * @param queue of DAGs that it asks for, by name
 * @param scope with whose DAGs it shares ContainerGroups
 * @param vertices by index
 * @param edges by index
 */
public record DagPlan(
        DagId id,
        String name,
        String user,
        String queue,
        GroupScope scope,
        List<VertexPlan> vertices,
        List<EdgePlan> edges,
        DagSettings settings) {
    /** Tasks that a DAG may have: about what half the heap of a DAGAppMaster holds by default. */
    public static final int MAX_TASKS = 250_000;

    public DagPlan {
        vertices = List.copyOf(vertices);
        edges = List.copyOf(edges);
    }
}
