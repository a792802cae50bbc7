package io.mr3.rm.standalone.agent;

import com.sun.net.httpserver.HttpExchange;
import io.mr3.rm.standalone.web.GuardedServer;
import io.mr3.rm.standalone.web.Query;
import io.mr3.rm.standalone.web.Responses;
import io.mr3.rm.standalone.web.WebSettings;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.util.function.Supplier;

/** Lets those who know the cluster's secret read logs of containers, and what the agent is about. */
final class AgentWeb implements AutoCloseable {
    private static final String LOGS = "/logs/";
    private static final String NODE = "/api/node";

    private final LogReader logs;
    private final Supplier<String> node;
    private final GuardedServer server;

    private AgentWeb(WebSettings settings, Secret cluster, LogReader logs, Supplier<String> node) throws IOException {
        this.logs = logs;
        this.node = node;
        this.server = GuardedServer.start(settings, "agent-web", cluster, this::answer);
    }

    /**
     * Listens; returns once it can be asked.
     *
     * @param cluster secret of the cluster
     * @param node the agent as JSON
     * @throws IOException in one line, if the address cannot be listened on
     */
    static AgentWeb start(WebSettings settings, Secret cluster, LogReader logs, Supplier<String> node)
            throws IOException {
        return new AgentWeb(settings, cluster, logs, node);
    }

    int port() {
        return server.address().getPort();
    }

    @Override
    public void close() {
        server.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(NODE)) {
            Responses.text(exchange, "application/json", node.get());
        } else if (path.startsWith(LOGS)) {
            log(exchange, path.substring(LOGS.length()));
        } else {
            Responses.refuse(exchange, 404, "expected " + NODE + " or " + LOGS + "<container>");
        }
    }

    private void log(HttpExchange exchange, String container) throws IOException {
        try {
            LogReader.Part part =
                    logs.read(container, Query.of(exchange.getRequestURI().getRawQuery()));
            exchange.getResponseHeaders().set("X-Log-Offset", Long.toString(part.offset()));
            exchange.getResponseHeaders().set("X-Log-Bytes", Long.toString(part.fileBytes()));
            Responses.bytes(exchange, "text/plain; charset=utf-8", part.bytes());
        } catch (LogReader.NotThereException e) {
            Responses.refuse(exchange, 404, e.getMessage());
        } catch (IllegalArgumentException e) {
            Responses.refuse(exchange, 400, e.getMessage());
        }
    }
}
