package io.mr3.rm.standalone.master;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mr3.mailbox.Mailbox;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.Service;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A service all of whose messages are handled on the master's mailbox.
 *
 * @param name that clients ask for
 * @param peer what stands for a connection there
 * @param <I> what clients send
 * @param <P> what stands for a connection
 */
record PeerService<I extends MessageLite, P>(
        String name,
        Parser<I> parser,
        Mailbox mailbox,
        Function<Connection, P> peer,
        BiConsumer<P, I> heard,
        BiConsumer<P, String> closed)
        implements Service<I> {
    @Override
    public ConnectionHandler<I> accept(Connection connection, String peerName) {
        P link = peer.apply(connection);
        return new ConnectionHandler<>() {
            @Override
            public void received(I message) {
                mailbox.post(() -> heard.accept(link, message));
            }

            @Override
            public void closed(String reason) {
                mailbox.post(() -> closed.accept(link, reason));
            }
        };
    }
}
