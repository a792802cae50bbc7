package io.mr3.rpc;

import java.time.Duration;

/**
 * Bounds of a server or a client connection.
 *
 * @param bindHost address that a server listens on
 * @param port port that a server listens on; 0 lets the system choose
 * @param maxFrameBytes largest message either way
 * @param maxConnections connections of a server at once, unauthenticated ones included
 * @param maxQueuedBytes a connection whose peer lets more than this pile up is closed
 * @param connectTimeout time for the TCP connection
 * @param handshakeTimeout time from there until both sides have proven themselves
 * @param writeStallTimeout a connection whose peer has not caught up for this long is closed
 */
public record RpcSettings(
        String bindHost,
        int port,
        int maxFrameBytes,
        int maxConnections,
        long maxQueuedBytes,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration writeStallTimeout) {

    /** Frames before authentication hold names and nonces only. */
    static final int MAX_HANDSHAKE_FRAME_BYTES = 4 << 10;

    public RpcSettings {
        if (maxFrameBytes < MAX_HANDSHAKE_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "maxFrameBytes: expected at least " + MAX_HANDSHAKE_FRAME_BYTES + ", got " + maxFrameBytes);
        }
        if (maxQueuedBytes < maxFrameBytes) {
            throw new IllegalArgumentException(
                    "maxQueuedBytes: expected at least one frame of " + maxFrameBytes + ", got " + maxQueuedBytes);
        }
    }

    /** Loopback, any port, 64 MiB frames, 4096 connections, 512 MiB queued, 10 s, 5 s and 60 s. */
    public static RpcSettings defaults() {
        return new RpcSettings(
                "127.0.0.1",
                0,
                64 << 20,
                4096,
                512L << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60));
    }

    /** The same bounds, listening elsewhere. */
    public RpcSettings listeningOn(String host, int onPort) {
        return new RpcSettings(
                host,
                onPort,
                maxFrameBytes,
                maxConnections,
                maxQueuedBytes,
                connectTimeout,
                handshakeTimeout,
                writeStallTimeout);
    }
}
