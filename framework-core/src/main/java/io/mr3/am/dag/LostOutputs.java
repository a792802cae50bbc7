package io.mr3.am.dag;

import io.mr3.common.WorkerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds outputs that went with their worker while somebody still needs them, and has them made again. */
final class LostOutputs {
    private final List<Vertex> consumersFirst;
    private final Map<WorkerId, String> lostWorkers = new HashMap<>();

    LostOutputs(List<Vertex> vertices) {
        consumersFirst = vertices.stream()
                .sorted(Comparator.comparingInt(Vertex::distance).reversed())
                .toList();
    }

    void workerLost(WorkerId worker, String reason) {
        lostWorkers.put(worker, reason);
    }

    /**
     * Consumers come before their producers, since a consumer that must run again needs its inputs again. What nobody needs
     * is left until somebody does.
     */
    void runAgain() {
        if (lostWorkers.isEmpty()) {
            return;
        }
        for (Vertex vertex : consumersFirst) {
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
        if (reason != null && vertex.outEdges().stream().anyMatch(edge -> edge.needs(task.id().index()))) {
            task.handle(new TaskEvent.LoseOutput("output of " + attempt + " is lost: " + reason, false));
        }
    }
}
