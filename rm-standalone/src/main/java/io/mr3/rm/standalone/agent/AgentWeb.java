package io.mr3.rm.standalone.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mr3.mailbox.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets those who know the cluster's secret read logs of containers, and what the agent is about. */
final class AgentWeb implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentWeb.class);
    private static final String LOGS = "/logs/";
    private static final String NODE = "/api/node";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads;
    private final WebToken token;
    private final LogReader logs;
    private final Supplier<String> node;

    private AgentWeb(HttpServer server, WebToken token, LogReader logs, Supplier<String> node) {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, new DaemonThreads("agent-web"));
        this.token = token;
        this.logs = logs;
        this.node = node;
    }

    /**
     * Listens; returns once it can be asked.
     *
     * @param node the agent as JSON
     * @throws IOException in one line, if the address cannot be listened on
     */
    static AgentWeb start(String host, int port, WebToken token, LogReader logs, Supplier<String> node)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException | RuntimeException e) {
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        AgentWeb web = new AgentWeb(server, token, logs, node);
        server.setExecutor(web.threads);
        server.createContext("/", web::handle);
        server.start();
        return web;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            answer(exchange);
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = WebToken.query(exchange.getRequestURI().getRawQuery());
        if (!token.isPresentedBy(exchange) && !token.isIn(query)) {
            say(exchange, 401, "expected the cluster's token");
        } else if (!exchange.getRequestMethod().equals("GET")) {
            say(exchange, 405, "expected GET");
        } else if (!path.equals(NODE) && !path.startsWith(LOGS)) {
            say(exchange, 404, "expected " + NODE + " or " + LOGS + "<container>");
        } else if (!token.isPresentedBy(exchange)) {
            exchange.getResponseHeaders().set("Set-Cookie", token.cookie());
            exchange.getResponseHeaders()
                    .set("Location", WebToken.without(exchange.getRequestURI().getRawPath(), query));
            say(exchange, 303, "");
        } else if (path.equals(NODE)) {
            send(exchange, "application/json", node.get().getBytes(StandardCharsets.UTF_8));
        } else {
            log(exchange, path.substring(LOGS.length()), query);
        }
    }

    private void log(HttpExchange exchange, String container, Map<String, String> query) throws IOException {
        try {
            LogReader.Part part = logs.read(container, query);
            exchange.getResponseHeaders().set("X-Log-Offset", Long.toString(part.offset()));
            exchange.getResponseHeaders().set("X-Log-Bytes", Long.toString(part.fileBytes()));
            send(exchange, TEXT, part.bytes());
        } catch (LogReader.NotThereException e) {
            say(exchange, 404, e.getMessage());
        } catch (IllegalArgumentException e) {
            say(exchange, 400, e.getMessage());
        }
    }

    private static void say(HttpExchange exchange, int status, String line) throws IOException {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", TEXT);
        exchange.sendResponseHeaders(status, text.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(text);
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content);
        }
    }
}
