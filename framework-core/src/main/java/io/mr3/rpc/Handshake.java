package io.mr3.rpc;

import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of what happens before the first message, with its deadline. Ends exactly once: either the connection takes its
 * place in the pipeline, or it fails with one line and the channel closes.
 */
abstract class Handshake extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final RpcSettings settings;
    private ScheduledFuture<?> deadline;
    private boolean ended;

    Handshake(RpcSettings settings) {
        this.settings = settings;
    }

    /** Handles the peer's next step. */
    abstract void step(ChannelHandlerContext context, ByteBuf frame) throws Exception;

    /** The handshake failed; called once, before the channel closes. */
    abstract void failed(ChannelHandlerContext context, String reason);

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        long millis = settings.handshakeTimeout().toMillis();
        deadline = context.executor()
                .schedule(() -> fail(context, "no handshake within " + millis + " ms"), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws Exception {
        if (!ended) {
            step(context, frame);
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            fail(context, cause.getMessage());
        } else {
            LOG.error("handshake with {} failed on this side", context.channel().remoteAddress(), cause);
            fail(context, cause.toString());
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        fail(context, "peer closed the connection");
    }

    /** Sends a step of this side. */
    final void send(ChannelHandlerContext context, MessageLite step) {
        context.writeAndFlush(frame(context, step));
    }

    /** Sends a last step and fails. */
    final void sendAndFail(ChannelHandlerContext context, MessageLite step, String reason) {
        if (end()) {
            failed(context, reason);
            context.writeAndFlush(frame(context, step)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Gives up. */
    final void fail(ChannelHandlerContext context, String reason) {
        if (end()) {
            failed(context, reason);
            context.close();
        }
    }

    /** Both sides are known: lets {@code connection} take over. */
    final void succeed(ChannelHandlerContext context, ChannelConnection<?> connection) {
        if (end()) {
            context.pipeline().get(FrameDecoder.class).allow(settings.maxFrameBytes());
            context.pipeline().replace(this, "messages", connection);
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        return true;
    }

    private static ByteBuf frame(ChannelHandlerContext context, MessageLite step) {
        ByteBuf frame = context.alloc().ioBuffer(Frames.sizeOf(step));
        Frames.write(step, frame);
        return frame;
    }
}
