package io.mr3.tez.am;

import io.mr3.am.dag.VertexEventKind;
import java.util.EnumSet;
import java.util.Set;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.dag.api.event.VertexStateUpdate;

/** States of a vertex as Tez's plug-ins name them. */
final class VertexStates {
    private VertexStates() {}

    /**
     * The states to subscribe to.
     *
     * @param states null for all; those that no plug-in waits for alone (while a vertex initialises) are left out
     */
    static Set<VertexEventKind> kinds(Set<VertexState> states) {
        Set<VertexEventKind> kinds = EnumSet.noneOf(VertexEventKind.class);
        for (VertexEventKind kind : VertexEventKind.values()) {
            if (states == null || states.contains(VertexState.valueOf(kind.name()))) {
                kinds.add(kind);
            }
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected states among " + EnumSet.allOf(VertexEventKind.class) + ", got " + states);
        }
        return kinds;
    }

    static VertexStateUpdate update(String vertex, VertexEventKind kind) {
        return new VertexStateUpdate(vertex, VertexState.valueOf(kind.name()));
    }
}
