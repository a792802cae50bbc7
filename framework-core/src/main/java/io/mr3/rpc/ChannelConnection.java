package io.mr3.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authenticated connection. Senders put messages into a queue; one task on the event loop takes all that are there,
 * packs them into few buffers and flushes once. While the peer does not read, messages wait in the queue.
 */
final class ChannelConnection<I extends MessageLite> extends SimpleChannelInboundHandler<ByteBuf>
        implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelConnection.class);
    private static final int BATCH_BYTES = 64 << 10;

    private final Channel channel;
    private final RpcSettings settings;
    private final String peer;
    private final String remoteAddress;
    private final Parser<I> parser;
    private final Queue<MessageLite> outbound = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean flushScheduled = new AtomicBoolean();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicReference<String> closeReason = new AtomicReference<>();
    private ConnectionHandler<? super I> handler;
    private ScheduledFuture<?> stall;

    ChannelConnection(Channel channel, RpcSettings settings, String peer, Parser<I> parser) {
        this.channel = channel;
        this.settings = settings;
        this.peer = peer;
        this.remoteAddress = text(channel.remoteAddress());
        this.parser = parser;
    }

    /** Who hears of this connection; on the event loop, before it takes its place in the pipeline. */
    void handler(ConnectionHandler<? super I> to) {
        handler = to;
    }

    @Override
    public void send(MessageLite message) {
        int size = Frames.sizeOf(message);
        if (size - FrameDecoder.HEADER_BYTES > settings.maxFrameBytes()) {
            throw new IllegalArgumentException("message to " + peer + ": expected at most " + settings.maxFrameBytes()
                    + " bytes, got " + message.getClass().getSimpleName() + " of "
                    + (size - FrameDecoder.HEADER_BYTES));
        }
        if (!isOpen()) {
            return;
        }
        outbound.add(message);
        if (queuedBytes.addAndGet(size) > settings.maxQueuedBytes()) {
            abort("peer does not read: " + queuedBytes + " bytes wait for it");
        } else if (flushScheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::flushWritable);
        }
    }

    @Override
    public void close(String reason) {
        if (closeReason.compareAndSet(null, reason)) {
            channel.eventLoop().execute(this::writeAllAndClose);
        }
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public boolean isOpen() {
        return closeReason.get() == null && channel.isActive();
    }

    @Override
    public long queuedBytes() {
        return queuedBytes.get();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws Exception {
        if (closeReason.get() == null) {
            handler.received(Frames.read(parser, frame));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stall != null) {
            stall.cancel(false);
            stall = null;
        }
        if (channel.isWritable()) {
            flushWritable();
        } else {
            stall = channel.eventLoop()
                    .schedule(
                            () -> abort("peer has not read for " + settings.writeStallTimeout()),
                            settings.writeStallTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException || cause instanceof InvalidProtocolBufferException) {
            abort("malformed frame: " + cause.getMessage());
        } else if (cause instanceof IOException) {
            abort("connection lost: " + cause.getMessage());
        } else {
            LOG.error("connection {}: a message could not be handled", this, cause);
            abort("a message could not be handled: " + cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (stall != null) {
            stall.cancel(false);
        }
        closeReason.compareAndSet(null, "peer closed the connection");
        outbound.clear();
        handler.closed(closeReason.get());
    }

    @Override
    public String toString() {
        return peer + "[" + remoteAddress + "]";
    }

    /** Without a name of the host: none is looked up. */
    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress internet && !internet.isUnresolved()
                ? NetUtil.toSocketAddressString(internet)
                : String.valueOf(address);
    }

    /** Ends the connection at once, whatever is still queued. */
    private void abort(String reason) {
        if (closeReason.compareAndSet(null, reason)) {
            LOG.warn("connection {} closed: {}", this, reason);
        }
        channel.close();
    }

    private void flushWritable() {
        flushScheduled.set(false);
        write(false);
        channel.flush();
    }

    private void writeAllAndClose() {
        write(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        ScheduledFuture<?> force = channel.eventLoop()
                .schedule(() -> channel.close(), settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> force.cancel(false));
    }

    private void write(boolean all) {
        ByteBuf batch = null;
        while (all || channel.isWritable()) {
            MessageLite message = outbound.poll();
            if (message == null) {
                break;
            }
            if (batch != null && batch.readableBytes() + Frames.sizeOf(message) > BATCH_BYTES) {
                write(batch);
                batch = null;
            }
            if (batch == null) {
                batch = channel.alloc().ioBuffer(Math.max(Frames.sizeOf(message), BATCH_BYTES / 16));
            }
            Frames.write(message, batch);
        }
        if (batch != null) {
            write(batch);
        }
    }

    private void write(ByteBuf batch) {
        int size = batch.readableBytes();
        channel.write(batch).addListener(written -> queuedBytes.addAndGet(-size));
    }
}
