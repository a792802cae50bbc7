package io.mr3.am.dag;

import io.mr3.common.routing.EdgeRouting;

/**
 * An edge as it was submitted.
 *
 * @param index position in the plan
 * @param source index of the vertex that produces
 * @param destination index of the vertex that consumes
 * @param kind how it routes until a vertex manager says otherwise
 * @param custom the routing of a CUSTOM edge that brought its own; null for other kinds, and for a CUSTOM edge whose
 *     routing the destination's vertex manager must supply before that vertex can be initialised
 */
public record EdgePlan(int index, int source, int destination, Kind kind, EdgeRouting custom) {
    /** Kinds of edges. Tez API: EdgeProperty.DataMovementType. */
    public enum Kind {
        SCATTER_GATHER,
        BROADCAST,
        ONE_TO_ONE,
        CUSTOM
    }
}
