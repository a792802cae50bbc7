package io.mr3.shuffle.fetch;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;

/**
 * Connections of fetchers by the handler, {@code host:port}, that they go to. Those to a handler that is lost are closed, and for a
 * while new ones fail fast: Tez's fetchers try again until they hear that the outputs are lost too. Any thread; no method blocks.
 */
public final class FetchConnections {
    /**
     * Longer than it takes until all have heard that the outputs are lost. No more than that, since what takes the same address in
     * another ContainerGroup is not announced here.
     */
    private static final Duration REFUSAL = Duration.ofSeconds(30);

    private static final FetchConnections PROCESS = new FetchConnections(REFUSAL, System::nanoTime);

    private final Duration refusal;
    private final LongSupplier nanoTime;
    private final IdleConnections idle;
    /** A connection that its fetcher has dropped without a word is none. */
    private final Map<String, Set<FetchConnection>> open = new HashMap<>();

    private final Map<String, Long> lostAt = new HashMap<>();

    /**
     * @param refusal for how long connections to a lost handler fail at once
     */
    FetchConnections(Duration refusal, LongSupplier nanoTime) {
        this.refusal = refusal;
        this.nanoTime = nanoTime;
        this.idle = new IdleConnections(nanoTime);
    }

    /** Those of all fetchers of this process, if {@link FetchUrls#install} has put them in their way, and none otherwise. */
    public static FetchConnections ofThisProcess() {
        return PROCESS;
    }

    FetchConnection connection(URL url) {
        return new FetchConnection(url, this);
    }

    /**
     * These handlers serve no more: closes all connections to them.
     *
     * @return how many
     */
    public int lost(Collection<String> handlers) {
        List<FetchConnection> broken = new ArrayList<>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            idle.close(handlers);
            lostAt.values().removeIf(since -> now - since > refusal.toNanos());
            for (String handler : handlers) {
                lostAt.put(handler, now);
                broken.addAll(open.getOrDefault(handler, Set.of()));
            }
        }
        broken.forEach(FetchConnection::lose);
        return broken.size();
    }

    /** These handlers serve, perhaps where others did before. */
    public synchronized void served(Collection<String> handlers) {
        lostAt.keySet().removeAll(handlers);
    }

    /** Whether the connection may be made; it is known from now on if so. */
    synchronized boolean opens(FetchConnection connection) {
        if (isLost(connection.handler())) {
            return false;
        }
        open.computeIfAbsent(connection.handler(), handler -> Collections.newSetFromMap(new WeakHashMap<>()))
                .add(connection);
        return true;
    }

    private boolean isLost(String handler) {
        Long since = lostAt.get(handler);
        return since != null && nanoTime.getAsLong() - since <= refusal.toNanos();
    }

    /** What a former request to the handler has left open, or null. */
    synchronized IdleConnections.Wire rested(String handler) {
        return idle.take(handler);
    }

    /** The request is answered, and the next one may go over the same wire. */
    synchronized void rests(FetchConnection connection, IdleConnections.Wire wire) {
        closed(connection);
        if (isLost(connection.handler())) {
            wire.close();
        } else {
            idle.give(connection.handler(), wire);
        }
    }

    /** Closes what rests between two requests, so that a worker without DAGs holds no connection. */
    public synchronized void closeIdle() {
        idle.closeAll();
    }

    synchronized void closed(FetchConnection connection) {
        open.computeIfPresent(connection.handler(), (handler, connections) -> {
            connections.remove(connection);
            return connections.isEmpty() ? null : connections;
        });
    }

    /** How many to a handler rest between two requests. */
    synchronized int resting(String handler) {
        return idle.resting(handler);
    }

    /** How many to a handler are in use. */
    synchronized int open(String handler) {
        return open.getOrDefault(handler, Set.of()).size();
    }
}
