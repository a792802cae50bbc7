package io.mr3.rm.standalone.command;

import io.mr3.command.TextTable;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.QueueView;
import io.mr3.rm.standalone.view.WorkerView;
import io.mr3.rm.standalone.web.Amounts;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A cluster as tables.
 *
 * @param nowMillis since 1970
 */
record ClusterText(ClusterView view, long nowMillis) {
    String all() {
        MasterView master = view.master();
        return "cluster " + master.cluster() + " is " + master.state() + ", epoch " + master.epoch() + ", up "
                + Amounts.time(nowMillis - master.startedMillis()) + "; master at " + master.address() + "\n"
                + table("nodes", view.nodes(), this::node, NODE)
                + table("applications", view.applications(), this::application, APPLICATION)
                + table("workers", view.workers(), this::worker, WORKER)
                + table("queues", view.queues(), this::queue, QUEUE)
                + "\n";
    }

    private static <T> String table(String title, List<T> rows, BiConsumer<TextTable, T> row, Object... columns) {
        if (rows.isEmpty()) {
            return "\nno " + title + "\n";
        }
        TextTable table = new TextTable().row(columns);
        rows.forEach(one -> row.accept(table, one));
        return "\n" + table.text();
    }

    private static final Object[] NODE = {
        "NODE", "HOST", "RACK", "STATE", "WORKERS", "MEMORY BOOKED", "CORES BOOKED", "HEARD", "NOTES"
    };

    private void node(TextTable table, NodeView node) {
        table.row(
                node.node(),
                node.host(),
                node.rack(),
                node.state(),
                node.workers(),
                Amounts.ofAll(node.bookedMb(), node.memoryMb()),
                node.bookedCores() + " of " + node.cores(),
                Amounts.time(node.heardMillis()) + " ago",
                node.notes());
    }

    private static final Object[] APPLICATION = {
        "APPLICATION", "NAME", "USER", "QUEUE", "STATE", "WAITING", "WORKERS", "MEMORY", "CORES", "STARTED", "NOTES"
    };

    private void application(TextTable table, ApplicationView application) {
        table.row(
                application.application(),
                application.name(),
                application.user(),
                application.queue(),
                application.state(),
                application.waiting(),
                application.workers(),
                Amounts.memory(application.memoryMb()),
                application.cores(),
                Amounts.time(nowMillis - application.startedMillis()) + " ago",
                application.diagnostics());
    }

    private static final Object[] WORKER = {"WORKER", "GROUP", "NODE", "STATE", "MEMORY", "CORES", "PID", "LOG", "END"};

    private void worker(TextTable table, WorkerView worker) {
        table.row(
                new ContainerId(worker.application(), worker.worker()),
                worker.group(),
                worker.node(),
                worker.state(),
                Amounts.memory(worker.memoryMb()),
                worker.cores(),
                worker.pid() == 0 ? "" : worker.pid(),
                worker.logFile(),
                worker.exit());
    }

    private static final Object[] QUEUE = {
        "QUEUE", "IN", "GUARANTEED", "AT MOST", "WEIGHT", "APPLICATIONS", "WAITING", "MEMORY", "CORES"
    };

    private void queue(TextTable table, QueueView queue) {
        table.row(
                queue.queue(),
                queue.parent(),
                Amounts.share(queue.guaranteed()),
                Amounts.share(queue.most()),
                queue.weight(),
                queue.applications(),
                queue.waiting(),
                Amounts.memory(queue.memoryMb()),
                queue.cores());
    }
}
