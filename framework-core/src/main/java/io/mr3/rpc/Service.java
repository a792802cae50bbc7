package io.mr3.rpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/**
 * What a server offers under a name on its port.
 *
 * @param <I> the one message type that clients of this service send
 */
public interface Service<I extends MessageLite> {
    /** The name that clients ask for, e.g. {@code worker}. */
    String name();

    /** Decodes what clients send. */
    Parser<I> parser();

    /**
     * Takes a new, authenticated connection; on its event loop, before anything is received. May already send.
     *
     * @param peerName what the client calls itself
     * @throws ConnectionRefusedException to turn the client away; its message reaches the client
     */
    ConnectionHandler<I> accept(Connection connection, String peerName);
}
