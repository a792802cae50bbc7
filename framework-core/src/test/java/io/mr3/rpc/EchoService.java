package io.mr3.rpc;

import com.google.protobuf.Parser;
import com.google.protobuf.StringValue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends back what it gets and remembers its connections; {@code fail} makes its handler throw. */
final class EchoService implements Service<StringValue> {
    final List<Connection> connections = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    private final String name;

    EchoService(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Parser<StringValue> parser() {
        return StringValue.parser();
    }

    @Override
    public ConnectionHandler<StringValue> accept(Connection connection, String peerName) {
        if (peerName.equals("unwelcome")) {
            throw new ConnectionRefusedException("'" + peerName + "' is not welcome");
        }
        connections.add(connection);
        connection.send(StringValue.of("hello " + peerName + " from " + name));
        return new ConnectionHandler<>() {
            @Override
            public void received(StringValue message) {
                if (message.getValue().equals("fail")) {
                    throw new IllegalStateException("planned");
                }
                connection.send(message);
            }

            @Override
            public void closed(String reason) {
                closed.add(peerName + ": " + reason);
            }
        };
    }
}
