package io.mr3.rm.standalone.web;

import com.sun.net.httpserver.HttpExchange;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.WorkerView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Logs of workers, fetched from the node agents that have them: {@code /logs/<application>/<worker>?bytes=N}. Only workers
 * that the cluster knows are asked for, so no words of a client reach an agent. Thread-safe.
 */
final class LogProxy {
    static final String PATH = "/logs/";
    /** Of the end of a log, unless asked for less. */
    static final int MOST_BYTES = 4 << 20;

    private static final int BYTES = 64 << 10;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int AT_ONCE = 3;

    private final String token;
    private final Duration limit;
    private final Semaphore underWay = new Semaphore(AT_ONCE);

    /**
     * @param token that agents ask for
     * @param limit how long an agent may take to connect, and between two pieces of an answer
     */
    LogProxy(String token, Duration limit) {
        this.token = token;
        this.limit = limit;
    }

    void answer(HttpExchange exchange, ClusterView view) throws IOException {
        String[] parts =
                exchange.getRequestURI().getRawPath().substring(PATH.length()).split("/", -1);
        if (parts.length != 2 || !NUMBER.matcher(parts[1]).matches()) {
            Responses.refuse(exchange, 404, "expected /logs/<application>/<number of the worker>");
            return;
        }
        String asked =
                Query.of(exchange.getRequestURI().getRawQuery()).first("bytes").orElse(Integer.toString(BYTES));
        if (!NUMBER.matcher(asked).matches()) {
            Responses.refuse(exchange, 400, "bytes: expected a whole number, got '" + Responses.shown(asked) + "'");
            return;
        }
        ContainerId container = new ContainerId(decoded(parts[0]), Long.parseLong(parts[1]));
        Optional<String> agent = agentOf(container, view);
        if (agent.isEmpty()) {
            Responses.refuse(
                    exchange, 404, "no node agent has a log of worker " + Responses.shown(container.toString()));
        } else if (!underWay.tryAcquire()) {
            Responses.refuse(exchange, 503, "expected at most " + AT_ONCE + " logs to be read at once; try again");
        } else {
            try {
                fetch(exchange, agent.get(), container, (int) Math.min(MOST_BYTES, Long.parseLong(asked)));
            } finally {
                underWay.release();
            }
        }
    }

    /** As one part of a path. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // nobody is called so
        }
    }

    /** Address of the agent that has a worker; empty if there is none, or it has none. */
    static Optional<String> agentOf(ContainerId container, ClusterView view) {
        return view.workers().stream()
                .filter(worker -> worker.worker() == container.worker()
                        && worker.application().equals(container.application()))
                .map(WorkerView::node)
                .flatMap(
                        name -> view.nodes().stream().filter(node -> node.node().equals(name)))
                .map(NodeView::webAddress)
                .filter(WebAddress::isOne)
                .findFirst();
    }

    private void fetch(HttpExchange exchange, String agent, ContainerId container, int bytes) throws IOException {
        HttpURLConnection connection;
        int status;
        try {
            URI address = URI.create("http://" + agent + PATH + encoded(container.toString()) + "?bytes=" + bytes);
            connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) limit.toMillis());
            connection.setReadTimeout((int) limit.toMillis());
            connection.setRequestProperty("Authorization", "Bearer " + token);
            status = connection.getResponseCode();
        } catch (IOException e) {
            Responses.refuse(exchange, 502, "the node agent at " + agent + " does not answer: " + e.getMessage());
            return;
        }
        if (status != HttpURLConnection.HTTP_OK) {
            connection.disconnect();
            Responses.refuse(
                    exchange,
                    status == HttpURLConnection.HTTP_NOT_FOUND ? 404 : 502,
                    "the node agent at " + agent + " has no log of worker " + container + ": HTTP status " + status);
            return;
        }
        try (InputStream log = connection.getInputStream()) {
            Responses.streamed(exchange, "text/plain; charset=utf-8", out -> copy(log, out, bytes));
        } finally {
            connection.disconnect();
        }
    }

    private static void copy(InputStream in, OutputStream out, int most) throws IOException {
        byte[] buffer = new byte[1 << 13];
        int left = most;
        while (left > 0) {
            int read = in.read(buffer, 0, Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
