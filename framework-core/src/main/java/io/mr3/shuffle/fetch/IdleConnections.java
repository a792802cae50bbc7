package io.mr3.shuffle.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Connections between two requests, by handler. Many outputs are small: a connection for each would cost more than the output, and
 * ports, which a system gives back a minute later. Guarded by the {@link FetchConnections}.
 */
final class IdleConnections {
    /** Handlers close what rests for longer than they say, which is five seconds. */
    private static final Duration REST = Duration.ofSeconds(4);

    /** To one handler. */
    private static final int MOST = 16;

    /**
     * An open connection.
     *
     * @param in all that comes from the socket
     */
    record Wire(Socket socket, InputStream in) {
        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // nobody reads from it any more
            }
        }
    }

    private record Resting(Wire wire, long since) {}

    private final LongSupplier nanoTime;
    /** The one that has rested for the longest first. */
    private final Map<String, Deque<Resting>> resting = new HashMap<>();

    IdleConnections(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The one to the handler that has rested for the shortest time, or null. */
    Wire take(String handler) {
        closeExpired();
        Deque<Resting> of = resting.get(handler);
        if (of == null) {
            return null;
        }
        Wire wire = of.removeLast().wire();
        if (of.isEmpty()) {
            resting.remove(handler);
        }
        return wire;
    }

    void give(String handler, Wire wire) {
        closeExpired();
        Deque<Resting> of = resting.computeIfAbsent(handler, any -> new ArrayDeque<>());
        of.addLast(new Resting(wire, nanoTime.getAsLong()));
        if (of.size() > MOST) {
            of.removeFirst().wire().close();
        }
    }

    private void closeExpired() {
        long now = nanoTime.getAsLong();
        resting.values().removeIf(of -> {
            while (!of.isEmpty() && now - of.peekFirst().since() >= REST.toNanos()) {
                of.removeFirst().wire().close();
            }
            return of.isEmpty();
        });
    }

    /** Closes those to some handlers. */
    void close(Collection<String> handlers) {
        for (String handler : List.copyOf(handlers)) {
            Deque<Resting> of = resting.remove(handler);
            if (of != null) {
                of.forEach(connection -> connection.wire().close());
            }
        }
    }

    void closeAll() {
        close(resting.keySet());
    }

    int resting(String handler) {
        return resting.containsKey(handler) ? resting.get(handler).size() : 0;
    }
}
