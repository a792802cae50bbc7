package io.mr3.rm.standalone.web;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.mr3.mailbox.DaemonThreads;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server with few threads, behind a {@link TokenGate}. Requests have bounds in size and time: a client that sends or
 * reads slowly loses its connection. Thread-safe.
 */
public final class GuardedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedServer.class);
    private static final int THREADS = 6;
    private static final int BACKLOG = 64;

    static {
        // read once, by the first HTTP server of the process; seconds, characters and connections
        byDefault("sun.net.httpserver.maxReqTime", 15);
        byDefault("sun.net.httpserver.maxRspTime", 120);
        byDefault("sun.net.httpserver.idleInterval", 30);
        byDefault("sun.net.httpserver.maxReqHeaders", 64);
        byDefault("sun.net.httpserver.maxReqHeaderSize", 16 << 10);
        byDefault("jdk.httpserver.maxConnections", 256);
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private GuardedServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens; requests may come when this returns.
     *
     * @param name of its threads
     * @param cluster secret of the cluster
     * @param handler of all requests that the gate lets through; on several threads at once
     * @throws IOException in one line, if the address cannot be listened on
     */
    public static GuardedServer start(WebSettings settings, String name, Secret cluster, HttpHandler handler)
            throws IOException {
        HttpServer server = bind(settings);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>() /* no more than connections */,
                new DaemonThreads(name));
        threads.allowCoreThreadTimeOut(true);
        HttpContext context = server.createContext("/", exchange -> {
            try {
                handler.handle(exchange);
            } catch (RuntimeException e) {
                LOG.warn(
                        "cannot answer a request for {}",
                        exchange.getRequestURI().getPath(),
                        e);
                Responses.refuse(exchange, 500, "cannot answer; the log tells why");
            } finally {
                exchange.close();
            }
        });
        context.getFilters().add(new TokenGate(cluster));
        server.setExecutor(threads);
        server.start();
        return new GuardedServer(server, threads);
    }

    private static HttpServer bind(WebSettings settings) throws IOException {
        InetSocketAddress address = new InetSocketAddress(settings.bindHost(), settings.port());
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot serve HTTP on " + settings.bindHost() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
    }

    private static void byDefault(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** {@code host:port}, as others are told. */
    public String hostPort() {
        return address().getHostString() + ":" + address().getPort();
    }

    /** Ends at once; requests under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
