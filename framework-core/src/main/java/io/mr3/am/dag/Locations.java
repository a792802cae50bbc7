package io.mr3.am.dag;

import io.mr3.am.lease.WorkerRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Turns hints into places to ask for. */
final class Locations {
    private final Function<String, Vertex> vertices;

    /** @param vertices finds a vertex by name; null if there is none */
    Locations(Function<String, Vertex> vertices) {
        this.vertices = vertices;
    }

    /** Preferred places, best first; empty: anywhere. */
    List<String> of(LocationHint hint) {
        if (hint == null) {
            return List.of();
        }
        Set<String> places = new LinkedHashSet<>();
        WorkerRef near = near(hint);
        if (near != null) {
            places.add(near.location());
            places.add(near.host());
        }
        places.addAll(hint.hosts());
        places.addAll(hint.racks());
        return List.copyOf(places);
    }

    /** Whether {@code worker} is one of the hosts that the hint prefers. */
    boolean isPreferred(LocationHint hint, WorkerRef worker) {
        WorkerRef near = near(hint);
        return hint.hosts().contains(worker.host())
                || hint.hosts().contains(worker.location())
                || near != null && near.host().equals(worker.host());
    }

    private WorkerRef near(LocationHint hint) {
        Vertex vertex = hint.nearVertex() == null ? null : vertices.apply(hint.nearVertex());
        if (vertex == null
                || hint.nearTask() < 0
                || hint.nearTask() >= vertex.tasks().size()) {
            return null;
        }
        Attempt attempt = vertex.tasks().get(hint.nearTask()).current();
        return attempt == null ? null : attempt.worker();
    }
}
