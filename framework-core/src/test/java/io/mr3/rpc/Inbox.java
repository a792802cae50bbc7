package io.mr3.rpc;

import com.google.protobuf.StringValue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a client received. */
final class Inbox implements ConnectionHandler<StringValue> {
    final List<String> received = new CopyOnWriteArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();

    @Override
    public void received(StringValue message) {
        received.add(message.getValue());
    }

    @Override
    public void closed(String reason) {
        closed.add(reason);
    }
}
