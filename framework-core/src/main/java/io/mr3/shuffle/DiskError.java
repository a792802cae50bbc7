package io.mr3.shuffle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FileRegion;
import java.util.List;
import org.apache.hadoop.io.WritableUtils;

/**
 * Stands in the place of an output that cannot be read, and ends the body. Tez's fetchers know the word at the head of the
 * id and report the output that they expected here, and no other, as lost at its source.
 */
final class DiskError implements BodyPart {
    private static final int NONE = -1;
    private static final int HEADERS = 1;

    private final String id;

    DiskError(String output) {
        id = "DISK_ERROR_EXCEPTION: cannot read " + output;
    }

    @Override
    public long length() {
        return (long) WritableUtils.getVIntSize(HEADERS) + PartitionHeader.length(id, NONE, NONE, NONE);
    }

    @Override
    public ByteBuf head(ByteBufAllocator allocator) {
        ByteBuf head = allocator.buffer();
        PartitionHeader.writeCount(head, HEADERS);
        PartitionHeader.write(head, id, NONE, NONE, NONE);
        return head;
    }

    @Override
    public List<FileRegion> regions() {
        return List.of();
    }
}
