package io.mr3.rpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Messages as frames; see {@link FrameDecoder}. */
final class Frames {
    private Frames() {}

    /** Bytes that {@code message} takes on the wire. */
    static int sizeOf(MessageLite message) {
        return FrameDecoder.HEADER_BYTES + message.getSerializedSize();
    }

    /** Appends {@code message} to {@code out}. */
    static void write(MessageLite message, ByteBuf out) {
        int size = message.getSerializedSize();
        out.writeInt(size);
        out.ensureWritable(size);
        ByteBuffer target = out.nioBuffer(out.writerIndex(), size);
        try {
            CodedOutputStream coded = CodedOutputStream.newInstance(target);
            message.writeTo(coded);
            coded.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a message does not fit the size that it declared", e);
        }
        out.writerIndex(out.writerIndex() + size);
    }

    /** Decodes all of {@code frame}; keeps nothing of it. */
    static <M extends MessageLite> M read(Parser<M> parser, ByteBuf frame) throws InvalidProtocolBufferException {
        return parser.parseFrom(CodedInputStream.newInstance(frame.nioBuffer()));
    }
}
