package io.mr3.rpc;

import com.google.protobuf.MessageLite;

/**
 * Hears what happens on one connection; on the connection's event loop, in order. Must not block: decode and post.
 *
 * @param <I> the message type that the peer sends
 */
public interface ConnectionHandler<I extends MessageLite> {
    /** A message came. If this throws, the connection is closed. */
    void received(I message);

    /** The connection has ended; exactly once, and nothing is received afterwards. */
    void closed(String reason);
}
