package io.mr3.rm.standalone.web;

import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.NodeView;
import java.util.List;

/**
 * Sums over a cluster; lost nodes hold nothing.
 *
 * @param usableNodes that take new workers
 * @param waiting requests that were not granted
 */
record ClusterTotals(int usableNodes, long memoryMb, long bookedMb, long cores, long bookedCores, long waiting) {
    static ClusterTotals of(ClusterView view) {
        List<NodeView> present = view.nodes().stream()
                .filter(node -> !node.state().equals("lost"))
                .toList();
        return new ClusterTotals(
                (int) present.stream()
                        .filter(node -> node.state().equals("active"))
                        .count(),
                present.stream().mapToLong(NodeView::memoryMb).sum(),
                present.stream().mapToLong(NodeView::bookedMb).sum(),
                present.stream().mapToLong(NodeView::cores).sum(),
                present.stream().mapToLong(NodeView::bookedCores).sum(),
                view.applications().stream().mapToLong(ApplicationView::waiting).sum());
    }
}
