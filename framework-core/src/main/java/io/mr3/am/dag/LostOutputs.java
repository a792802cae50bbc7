package io.mr3.am.dag;

import io.mr3.common.WorkerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds outputs that went with their worker while somebody still needs them, and has them made again. */
final class LostOutputs {
    private final List<Vertex> vertices;
    private final Map<WorkerId, String> lostWorkers = new HashMap<>();

    LostOutputs(List<Vertex> vertices) {
        this.vertices = vertices;
    }

    void workerLost(WorkerId worker, String reason) {
        lostWorkers.put(worker, reason);
    }

    boolean hasLost(WorkerId worker) {
        return lostWorkers.containsKey(worker);
    }

    /**
     * Has what is lost and needed made again. What nobody needs is left until somebody does: this is called again after
     * every task that runs again, since that task needs its inputs again.
     */
    void runAgain() {
        if (lostWorkers.isEmpty()) {
            return;
        }
        for (Vertex vertex : vertices) {
            if (!vertex.outEdges().isEmpty() && !vertex.state().isGivenUp()) {
                vertex.tasks().all().forEach(task -> check(vertex, task));
            }
        }
    }

    private void check(Vertex vertex, Task task) {
        if (task.state() != TaskState.SUCCEEDED) {
            return;
        }
        Attempt attempt = task.current();
        String reason = lostWorkers.get(attempt.worker().id());
        if (reason != null
                && vertex.outEdges().stream()
                        .anyMatch(edge -> edge.needs(task.id().index()))) {
            task.handle(new TaskEvent.LoseOutput("output of " + attempt + " is lost: " + reason, false));
        }
    }
}
