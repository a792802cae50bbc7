package io.mr3.rm.standalone.view;

import java.util.List;
import java.util.Map;

/**
 * The whole cluster.
 *
 * @param counters totals since the master's process started, by name, e.g. {@code beats}, {@code placements}
 */
public record ClusterView(
        MasterView master,
        List<NodeView> nodes,
        List<ApplicationView> applications,
        List<WorkerView> workers,
        List<QueueView> queues,
        Map<String, Long> counters) {
    public ClusterView {
        nodes = List.copyOf(nodes);
        applications = List.copyOf(applications);
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
        counters = Map.copyOf(counters);
    }
}
