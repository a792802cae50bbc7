package io.mr3.rm.standalone.web;

import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.QueueView;
import io.mr3.rm.standalone.view.WorkerView;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The page: what the cluster is and does, as tables whose ids stay. It needs no script, and loads itself again. */
final class ClusterPage {
    /** Of a table; the whole of it is in the JSON. */
    static final int MOST_ROWS = 1000;

    private static final int REFRESH_SECONDS = 5;

    private final ClusterView view;
    private final long nowMillis;
    private final Html html = new Html();

    private ClusterPage(ClusterView view, long nowMillis) {
        this.view = InOrder.of(view);
        this.nowMillis = nowMillis;
    }

    /** @param nowMillis since 1970 */
    static String of(ClusterView view, long nowMillis) {
        return new ClusterPage(view, nowMillis).write();
    }

    private String write() {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
                .raw("<meta http-equiv=\"refresh\" content=\"" + REFRESH_SECONDS + "\"/>\n<title>")
                .text("mr3 " + view.master().cluster())
                .raw("</title>\n<style>" + PageStyle.CSS + "</style>\n</head>\n<body>\n");
        header(view.master());
        table("nodes", "Nodes", view.nodes(), NODE_COLUMNS, this::node);
        table("applications", "Applications", view.applications(), APPLICATION_COLUMNS, this::application);
        table("workers", "Workers", view.workers(), WORKER_COLUMNS, this::worker);
        table("queues", "Queues", view.queues(), QUEUE_COLUMNS, this::queue);
        html.raw("<p class=\"note\">The same for programs: <a href=\"/api/cluster\">/api/cluster</a>, ")
                .raw("<a href=\"/metrics\">/metrics</a></p>\n</body>\n</html>\n");
        return html.toString();
    }

    private void header(MasterView master) {
        ClusterTotals totals = ClusterTotals.of(view);
        html.raw("<h1>Standalone cluster</h1>\n<dl>\n");
        fact("cluster-id", "cluster", master.cluster());
        fact("cluster-state", "state", master.state());
        fact("cluster-epoch", "epoch", master.epoch());
        fact("cluster-address", "address", master.address());
        fact("cluster-web", "web address", master.webAddress());
        fact("cluster-uptime", "uptime", Amounts.time(nowMillis - master.startedMillis()));
        fact(
                "cluster-nodes",
                "nodes",
                totals.usableNodes() + " of " + view.nodes().size());
        fact("cluster-memory", "memory booked", Amounts.ofAll(totals.bookedMb(), totals.memoryMb()));
        fact("cluster-cores", "cores booked", totals.bookedCores() + " of " + totals.cores());
        fact("cluster-waiting", "requests waiting", totals.waiting());
        html.raw("</dl>\n");
    }

    private void fact(String id, String name, Object value) {
        html.raw("<div>")
                .element("dt", name)
                .raw("<dd id=\"" + id + "\">")
                .text(value)
                .raw("</dd></div>\n");
    }

    private <T> void table(String id, String title, List<T> rows, List<String> columns, Consumer<T> row) {
        html.raw("<h2>")
                .text(title + " (" + rows.size() + ")")
                .raw("</h2>\n<div class=\"scroll\"><table id=\"" + id + "\">\n");
        html.raw("<thead><tr>");
        columns.forEach(column -> html.raw("<th scope=\"col\">").text(column).raw("</th>"));
        html.raw("</tr></thead>\n<tbody>\n");
        rows.stream().limit(MOST_ROWS).forEach(row);
        html.raw("</tbody></table></div>\n");
        if (rows.size() > MOST_ROWS) {
            html.raw("<p class=\"note\">The first " + MOST_ROWS + "; all are in ")
                    .raw("<a href=\"/api/" + id + "\">/api/" + id + "</a>.</p>\n");
        }
    }

    private static final List<String> NODE_COLUMNS = List.of(
            "node",
            "host",
            "rack",
            "state",
            "workers",
            "memory booked",
            "cores booked",
            "memory used",
            "swap used",
            "load",
            "processors used",
            "reported",
            "heard",
            "notes");

    private void node(NodeView node) {
        row("node-" + node.node());
        html.raw("<td>");
        agentLink(node);
        html.raw("</td>");
        cells(node.host(), node.rack());
        state(node.state());
        cells(
                node.workers(),
                Amounts.ofAll(node.bookedMb(), node.memoryMb()),
                node.bookedCores() + " of " + node.cores(),
                node.memoryUsedMb() < 0 ? "" : Amounts.memory(node.memoryUsedMb()),
                node.swapUsedMb() < 0 ? "" : Amounts.memory(node.swapUsedMb()),
                oneDigit(node.load()),
                oneDigit(node.processorsUsed()),
                figures(node.reported()),
                Amounts.time(node.heardMillis()) + " ago",
                node.notes());
        endRow();
    }

    private static String oneDigit(double measured) {
        return measured < 0 ? "" : String.format(Locale.ROOT, "%.1f", measured);
    }

    /** As {@code disk_errors 3; drift -1.5E-7}. */
    private static String figures(Map<String, Double> reported) {
        return new TreeMap<>(reported)
                .entrySet().stream()
                        .map(figure -> figure.getKey() + " "
                                + figure.getValue().toString().replaceFirst("\\.0$", ""))
                        .collect(Collectors.joining("; "));
    }

    private void agentLink(NodeView node) {
        if (WebAddress.isOne(node.webAddress())) {
            html.raw("<a href=\"http://")
                    .text(node.webAddress())
                    .raw("/api/node\">")
                    .text(node.node())
                    .raw("</a>");
        } else {
            html.text(node.node());
        }
    }

    private static final List<String> APPLICATION_COLUMNS = List.of(
            "application",
            "name",
            "user",
            "queue",
            "state",
            "waiting",
            "workers",
            "memory",
            "cores",
            "started",
            "notes");

    private void application(ApplicationView application) {
        row("application-" + application.application());
        cells(application.application(), application.name(), application.user(), application.queue());
        state(application.state());
        cells(
                application.waiting(),
                application.workers(),
                Amounts.memory(application.memoryMb()),
                application.cores(),
                Amounts.time(nowMillis - application.startedMillis()) + " ago",
                application.diagnostics());
        endRow();
    }

    private static final List<String> WORKER_COLUMNS = List.of(
            "worker", "application", "group", "node", "host", "state", "memory", "memory used", "cores", "pid", "end");

    private void worker(WorkerView worker) {
        row("worker-" + worker.application() + "-" + worker.worker());
        html.raw("<td><a href=\"/logs/")
                .text(LogProxy.encoded(worker.application()) + "/" + worker.worker())
                .raw("\">")
                .text(worker.worker())
                .raw("</a></td>");
        cells(worker.application(), worker.group(), worker.node(), worker.host());
        state(worker.state());
        cells(
                Amounts.memory(worker.memoryMb()),
                worker.memoryUsedMb() == 0 ? "" : Amounts.memory(worker.memoryUsedMb()),
                worker.cores(),
                worker.pid() == 0 ? "" : worker.pid(),
                worker.exit());
        endRow();
    }

    private static final List<String> QUEUE_COLUMNS =
            List.of("queue", "in", "guaranteed", "at most", "weight", "applications", "waiting", "memory", "cores");

    private void queue(QueueView queue) {
        row("queue-" + queue.queue());
        cells(
                queue.queue(),
                queue.parent(),
                Amounts.share(queue.guaranteed()),
                Amounts.share(queue.most()),
                queue.weight(),
                queue.applications(),
                queue.waiting(),
                Amounts.memory(queue.memoryMb()),
                queue.cores());
        endRow();
    }

    private void row(String id) {
        html.raw("<tr id=\"").text(id).raw("\">");
    }

    private void endRow() {
        html.raw("</tr>\n");
    }

    private void cells(Object... values) {
        for (Object value : values) {
            html.element("td", value);
        }
    }

    private void state(String state) {
        html.raw("<td class=\"state ").text(state).raw("\">").text(state).raw("</td>");
    }
}
