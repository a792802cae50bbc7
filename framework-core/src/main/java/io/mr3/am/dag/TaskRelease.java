package io.mr3.am.dag;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Holds back the tasks that a vertex manager schedules, until all that their attempts must be told is known. */
final class TaskRelease {
    private final Vertex vertex;
    private final AttemptLaunches launches;
    private final Set<Integer> heldBack = new LinkedHashSet<>();
    private boolean begun;

    TaskRelease(Vertex vertex, AttemptLaunches launches) {
        this.vertex = vertex;
        this.launches = launches;
    }

    /** Whether the manager has scheduled any task. */
    boolean hasBegun() {
        return begun;
    }

    int heldBack() {
        return heldBack.size();
    }

    /** Ends reconfiguration too, whether the manager has said so or not. */
    void schedule(List<Integer> indices, List<LocationHint> hints) {
        vertex.manager().endReconfiguration();
        begun = true;
        for (int i = 0; i < indices.size(); i++) {
            Task task = vertex.tasks().get(indices.get(i));
            LocationHint hint = hints == null ? null : hints.get(i);
            if (hint != null) {
                task.prefer(hint);
            }
            if (task.state() == TaskState.NEW) {
                heldBack.add(indices.get(i));
            }
        }
    }

    /** Lets tasks go if both ends of all their edges know what they need to. */
    void releaseWhatCanRun() {
        if (heldBack.isEmpty()
                || vertex.state() != VertexState.RUNNING
                || !vertex.isConfigured()
                || !vertex.inEdges().stream().allMatch(edge -> edge.source().isConfigured())
                || !vertex.outEdges().stream().allMatch(Edge::outputsAreKnown)) {
            return;
        }
        try {
            launches.open();
        } catch (RuntimeException | Error e) {
            vertex.fail(StackTraces.of(e), "its tasks could not be described");
            return;
        }
        List<Integer> released = List.copyOf(heldBack);
        heldBack.clear();
        released.forEach(index -> vertex.tasks().get(index).handle(new TaskEvent.Schedule()));
    }
}
