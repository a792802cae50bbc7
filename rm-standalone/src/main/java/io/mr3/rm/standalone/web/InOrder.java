package io.mr3.rm.standalone.web;

import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.QueueView;
import io.mr3.rm.standalone.view.WorkerView;
import java.util.Comparator;
import java.util.List;

/** The order in which people are shown a cluster, so that rows stay where they are. */
public final class InOrder {
    private InOrder() {}

    /** Nodes and queues by name; the newest applications and workers first. */
    public static ClusterView of(ClusterView view) {
        return new ClusterView(
                view.master(),
                sorted(view.nodes(), Comparator.comparing(NodeView::node)),
                sorted(
                        view.applications(),
                        Comparator.comparing(ApplicationView::startedMillis)
                                .reversed()
                                .thenComparing(ApplicationView::application)),
                sorted(
                        view.workers(),
                        Comparator.comparing(WorkerView::application)
                                .thenComparing(WorkerView::worker)
                                .reversed()),
                sorted(view.queues(), Comparator.comparing(QueueView::queue)),
                view.counters());
    }

    private static <T> List<T> sorted(List<T> rows, Comparator<T> order) {
        return rows.stream().sorted(order).toList();
    }
}
