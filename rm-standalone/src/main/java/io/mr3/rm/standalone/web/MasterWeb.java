package io.mr3.rm.standalone.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.sun.net.httpserver.HttpExchange;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the master shows over HTTP: the page at {@code /}, JSON below {@code /api/}, {@code /metrics} for Prometheus, and logs
 * of workers below {@code /logs/}. Thread-safe; the supplier of the view is asked on the server's threads.
 */
public final class MasterWeb implements AutoCloseable {
    private static final Duration AGENT_LIMIT = Duration.ofSeconds(10);

    private static final ObjectWriter WRITER =
            new ObjectMapper().writerWithDefaultPrettyPrinter().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private static final Map<String, Function<ClusterView, Object>> JSON = Map.of(
            "/api/cluster", view -> view,
            "/api/nodes", ClusterView::nodes,
            "/api/applications", ClusterView::applications,
            "/api/workers", ClusterView::workers,
            "/api/queues", ClusterView::queues);

    private final Supplier<ClusterView> views;
    private final Clock clock;
    private final LogProxy logs;
    private final GuardedServer server;

    private MasterWeb(WebSettings settings, Secret cluster, Supplier<ClusterView> views, Clock clock)
            throws IOException {
        this.views = views;
        this.clock = clock;
        this.logs = new LogProxy(TokenGate.token(cluster), AGENT_LIMIT);
        this.server = GuardedServer.start(settings, "mr3-web", cluster, this::answer);
    }

    /**
     * Serves from now on.
     *
     * @param cluster secret of the cluster
     * @param views gives the newest view, at once
     * @throws IOException in one line, if the address cannot be listened on
     */
    public static MasterWeb start(WebSettings settings, Secret cluster, Supplier<ClusterView> views)
            throws IOException {
        return start(settings, cluster, views, Clock.systemUTC());
    }

    static MasterWeb start(WebSettings settings, Secret cluster, Supplier<ClusterView> views, Clock clock)
            throws IOException {
        return new MasterWeb(settings, cluster, views, clock);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        ClusterView view = views.get();
        if (path.equals("/")) {
            exchange.getResponseHeaders().set("Content-Security-Policy", PageStyle.POLICY);
            Responses.text(exchange, "text/html; charset=utf-8", ClusterPage.of(view, clock.millis()));
        } else if (JSON.containsKey(path)) {
            Object part = JSON.get(path).apply(view);
            Responses.streamed(exchange, "application/json", out -> WRITER.writeValue(out, part));
        } else if (path.equals("/metrics")) {
            Responses.text(exchange, ClusterMetrics.TYPE, ClusterMetrics.of(view));
        } else if (exchange.getRequestURI().getRawPath().startsWith(LogProxy.PATH)) {
            logs.answer(exchange, view);
        } else {
            Responses.refuse(exchange, 404, "nothing is at " + Responses.shown(path) + "; see /");
        }
    }

    /** {@code host:port} where it listens; the port is the real one. */
    public String hostPort() {
        return server.hostPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
