package io.mr3.rm.standalone.web;

import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.QueueView;
import io.mr3.rm.standalone.view.WorkerView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics of a cluster in the text form that Prometheus reads. Not thread-safe. */
final class ClusterMetrics {
    /** Content type of the text form. */
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final List<String> NODE_STATES =
            List.of("active", "suspect", "unhealthy", "draining", "drained", "lost", "quarantined");
    private static final List<String> APPLICATION_STATES =
            List.of("running", "disconnected", "succeeded", "failed", "killed", "lost");
    private static final List<String> WORKER_STATES =
            List.of("placed", "accepted", "localizing", "running", "stopping", "ended", "lost");
    private static final long BYTES_PER_MB = 1 << 20;

    private final StringBuilder text = new StringBuilder();

    private ClusterMetrics() {}

    static String of(ClusterView view) {
        ClusterMetrics metrics = new ClusterMetrics();
        metrics.master(view);
        metrics.states(
                "nodes",
                "Node agents by state.",
                NODE_STATES,
                view.nodes().stream().map(NodeView::state));
        metrics.states(
                "applications",
                "Applications by state.",
                APPLICATION_STATES,
                view.applications().stream().map(ApplicationView::state));
        metrics.states(
                "workers",
                "Workers by state.",
                WORKER_STATES,
                view.workers().stream().map(WorkerView::state));
        metrics.amounts(ClusterTotals.of(view));
        metrics.hosts(view.nodes());
        metrics.queues(view.queues());
        new TreeMap<>(view.counters())
                .forEach((name, count) ->
                        metrics.single(snake(name) + "_total", "counter", "Since the master started.", count));
        return metrics.text.toString();
    }

    private void master(ClusterView view) {
        family("info", "gauge", "The cluster and the state of its master.");
        line(
                "info",
                "{cluster=\"" + label(view.master().cluster()) + "\",state=\""
                        + label(view.master().state()) + "\"}",
                1);
        single(
                "epoch",
                "gauge",
                "How often a master of the cluster was started.",
                view.master().epoch());
        single(
                "start_time_seconds",
                "gauge",
                "When the master started, since 1970.",
                view.master().startedMillis() / 1000);
    }

    /** All known states, also those that nobody is in: a series that comes and goes cannot be watched. */
    private void states(String name, String help, List<String> known, Stream<String> states) {
        Map<String, Long> counts =
                states.collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.counting()));
        known.forEach(state -> counts.putIfAbsent(state, 0L));
        family(name, "gauge", help);
        counts.forEach((state, count) -> line(name, "{state=\"" + label(state) + "\"}", count));
    }

    private void amounts(ClusterTotals totals) {
        single("memory_bytes", "gauge", "Memory that all workers may hold together.", totals.memoryMb() * BYTES_PER_MB);
        single("memory_booked_bytes", "gauge", "Memory that is booked for workers.", totals.bookedMb() * BYTES_PER_MB);
        single("cores", "gauge", "Cores that all workers may hold together.", totals.cores());
        single("cores_booked", "gauge", "Cores that are booked for workers.", totals.bookedCores());
        single("requests_waiting", "gauge", "Requests for workers that were not granted.", totals.waiting());
    }

    /** Agents of one host tell the same: the label says of which it is. */
    private void hosts(List<NodeView> nodes) {
        measured(nodes, "memory_used_bytes", "Memory in use.", node -> node.memoryUsedMb() * BYTES_PER_MB);
        measured(nodes, "swap_used_bytes", "Swap space in use.", node -> node.swapUsedMb() * BYTES_PER_MB);
        measured(nodes, "load", "Processes that could run, averaged over a minute.", NodeView::load);
        measured(nodes, "processors_used", "Processors in use.", NodeView::processorsUsed);
        reported(nodes);
    }

    private void reported(List<NodeView> nodes) {
        family("host_reported", "gauge", "What health programs of the node report.");
        for (NodeView node : nodes) {
            new TreeMap<>(node.reported())
                    .forEach((name, value) -> line(
                            "host_reported",
                            "{node=\"" + label(node.node()) + "\",host=\"" + label(node.host()) + "\",name=\""
                                    + label(name) + "\"}",
                            value));
        }
    }

    private void measured(List<NodeView> nodes, String name, String help, ToDoubleFunction<NodeView> figure) {
        family("host_" + name, "gauge", help);
        for (NodeView node : nodes) {
            double value = figure.applyAsDouble(node);
            if (value >= 0) {
                String labels = "{node=\"" + label(node.node()) + "\",host=\"" + label(node.host()) + "\"}";
                line("host_" + name, labels, new BigDecimal(value).setScale(2, RoundingMode.HALF_UP));
            }
        }
    }

    private void queues(List<QueueView> queues) {
        family("queue_memory_bytes", "gauge", "Memory booked for workers of a queue.");
        queues.forEach(queue -> line("queue_memory_bytes", ofQueue(queue), queue.memoryMb() * BYTES_PER_MB));
        family("queue_cores", "gauge", "Cores booked for workers of a queue.");
        queues.forEach(queue -> line("queue_cores", ofQueue(queue), queue.cores()));
        family("queue_requests_waiting", "gauge", "Requests of a queue that were not granted.");
        queues.forEach(queue -> line("queue_requests_waiting", ofQueue(queue), queue.waiting()));
    }

    private static String ofQueue(QueueView queue) {
        return "{queue=\"" + label(queue.queue()) + "\"}";
    }

    private void single(String name, String type, String help, long value) {
        family(name, type, help);
        line(name, "", value);
    }

    private void family(String name, String type, String help) {
        text.append("# HELP mr3_cluster_").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE mr3_cluster_").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, Number value) {
        text.append("mr3_cluster_")
                .append(name)
                .append(labels)
                .append(' ')
                .append(value)
                .append('\n');
    }

    private static String label(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9_]", "_")
                .toLowerCase(Locale.ROOT);
    }
}
