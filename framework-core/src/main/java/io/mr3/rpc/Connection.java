package io.mr3.rpc;

import com.google.protobuf.MessageLite;

/** One authenticated connection to a peer; safe from any thread. */
public interface Connection {
    /**
     * Queues {@code message} behind what was sent before; never blocks. Ignored once the connection is closed: its handler
     * is told.
     *
     * @throws IllegalArgumentException if the message is larger than a frame may be
     */
    void send(MessageLite message);

    /** Closes after what was sent before has been written. Nothing is received from here on. */
    void close(String reason);

    /** What the peer calls itself; authenticated. */
    String peer();

    /** Where the peer is as this side sees it, {@code address:port}; also once the connection is closed. */
    String remoteAddress();

    /** Whether messages still go out. */
    boolean isOpen();

    /** Bytes sent but not yet given to the operating system. */
    long queuedBytes();
}
