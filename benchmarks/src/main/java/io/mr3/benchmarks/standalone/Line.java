package io.mr3.benchmarks.standalone;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.Service;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to the master without a network: frames are decoded and encoded as on a real one.
 *
 * @param <U> what goes up
 * @param <D> what the master answers
 */
final class Line<U extends MessageLite, D extends MessageLite> implements Connection {
    private final Parser<U> up;
    private final Parser<D> down;
    private final ConnectionHandler<U> master;
    private final List<byte[]> frames = new ArrayList<>();

    Line(Service<U> service, Parser<D> down, String peer) {
        this.up = service.parser();
        this.down = down;
        this.master = service.accept(this, peer);
    }

    /** The master's share of receiving a frame. */
    void deliver(byte[] frame) {
        master.received(parse(up, frame));
    }

    /** What the master has sent since the last time this was asked. */
    List<D> take() {
        List<D> messages = new ArrayList<>();
        frames.forEach(frame -> messages.add(parse(down, frame)));
        frames.clear();
        return messages;
    }

    private static <M> M parse(Parser<M> parser, byte[] frame) {
        try {
            return parser.parseFrom(frame);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a frame cannot be read", e);
        }
    }

    @Override
    public void send(MessageLite message) {
        frames.add(message.toByteArray());
    }

    @Override
    public void close(String reason) {
        throw new IllegalStateException("the master closes a connection: " + reason);
    }

    @Override
    public String peer() {
        return "simulated";
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1:1";
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public long queuedBytes() {
        return 0;
    }
}
