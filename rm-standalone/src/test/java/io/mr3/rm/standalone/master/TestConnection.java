package io.mr3.rm.standalone.master;

import com.google.protobuf.MessageLite;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.Service;
import java.util.ArrayList;
import java.util.List;

/** A connection whose far end is the test: what the master says is in {@link #heard}. */
final class TestConnection<U extends MessageLite, D> implements Connection {
    final List<D> heard = new ArrayList<>();
    private final String name;
    private ConnectionHandler<U> handler;
    private boolean open = true;

    private TestConnection(String name) {
        this.name = name;
    }

    static <U extends MessageLite, D> TestConnection<U, D> connect(Service<U> service, String name) {
        TestConnection<U, D> connection = new TestConnection<>(name);
        connection.handler = service.accept(connection, name);
        return connection;
    }

    void say(U message) {
        if (open) {
            handler.received(message);
        }
    }

    /** The connection breaks, and the master hears of it. */
    void breakOff() {
        if (open) {
            open = false;
            handler.closed("connection reset");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // a service answers with one type
    public void send(MessageLite message) {
        if (open) {
            heard.add((D) message);
        }
    }

    @Override
    public void close(String reason) {
        breakOff();
    }

    @Override
    public String peer() {
        return name;
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1:1";
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public long queuedBytes() {
        return 0;
    }
}
