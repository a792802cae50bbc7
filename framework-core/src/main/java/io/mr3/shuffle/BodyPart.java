package io.mr3.shuffle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FileRegion;
import java.util.List;

/** What a response body says of one output: a head, then bytes of its file. Immutable; encoded only when it is sent. */
interface BodyPart {
    /** Bytes of head and file together. */
    long length();

    ByteBuf head(ByteBufAllocator allocator);

    /** Opened by the event loop when their turn comes. */
    List<FileRegion> regions();
}
