package io.mr3.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/** Cuts what arrives into frames: four bytes of length, then as many bytes. Refuses a frame before it is buffered. */
final class FrameDecoder extends ByteToMessageDecoder {
    static final int HEADER_BYTES = Integer.BYTES;

    private int maxFrameBytes = RpcSettings.MAX_HANDSHAKE_FRAME_BYTES;

    /** Raises the bound once the peer is known; on the event loop. */
    void allow(int frameBytes) {
        maxFrameBytes = frameBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEADER_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 0 || length > maxFrameBytes) {
            in.skipBytes(in.readableBytes());
            throw new CorruptedFrameException(
                    "expected a frame of at most " + maxFrameBytes + " bytes, got length " + length);
        }
        if (in.readableBytes() >= HEADER_BYTES + length) {
            in.skipBytes(HEADER_BYTES);
            out.add(in.readRetainedSlice(length));
        }
    }
}
