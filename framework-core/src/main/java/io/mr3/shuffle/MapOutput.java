package io.mr3.shuffle;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.io.WritableUtils;

/**
 * A range of partitions of one output: the headers of all of them come first, then all their bytes.
 *
 * @param partitions the records of the range alone
 */
record MapOutput(String id, Path file, int firstPartition, SpillIndex partitions) implements BodyPart {
    @Override
    public long length() {
        long length = WritableUtils.getVIntSize(partitions.partitions());
        for (int p = 0; p < partitions.partitions(); p++) {
            length += headerLength(p) + partitions.length(p);
        }
        return length;
    }

    @Override
    public ByteBuf head(ByteBufAllocator allocator) {
        ByteBuf head = allocator.buffer();
        PartitionHeader.writeCount(head, partitions.partitions());
        for (int p = 0; p < partitions.partitions(); p++) {
            PartitionHeader.write(head, id, partitions.length(p), partitions.rawLength(p), firstPartition + p);
        }
        return head;
    }

    /** One region where the partitions touch each other, as those of all of Tez's writers do. */
    @Override
    public List<FileRegion> regions() {
        List<FileRegion> regions = new ArrayList<>();
        long start = 0;
        long end = 0;
        for (int p = 0; p < partitions.partitions(); p++) {
            if (partitions.length(p) == 0) {
                continue;
            }
            if (partitions.start(p) != end) {
                addRegion(regions, start, end);
                start = partitions.start(p);
            }
            end = partitions.start(p) + partitions.length(p);
        }
        addRegion(regions, start, end);
        return regions;
    }

    private void addRegion(List<FileRegion> regions, long start, long end) {
        if (end > start) {
            regions.add(new DefaultFileRegion(file.toFile(), start, end - start));
        }
    }

    private int headerLength(int p) {
        return PartitionHeader.length(id, partitions.length(p), partitions.rawLength(p), firstPartition + p);
    }
}
