package io.mr3.shuffle;

import io.mr3.common.DagId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An output on this worker's disks, read once more by whoever suspects it. Each of its partitions that holds anything has
 * four bytes of header, what Tez's IFile wrote, and the CRC-32 of that. Blocks on the disk. Any thread.
 */
public final class StoredOutput {
    /** Followed by one byte that says whether the rest is packed. */
    private static final byte[] MAGIC = {'T', 'I', 'F'};

    private static final int HEADER_BYTES = MAGIC.length + 1;
    private static final int SUM_BYTES = Integer.BYTES;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final DagId dag;
    private final String output;
    private final List<Path> localDirs;

    /**
     * @param output its name, the path component that consumers ask for
     * @param localDirs where attempts of the DAG write
     */
    public StoredOutput(DagId dag, String output, List<Path> localDirs) {
        this.dag = dag;
        this.output = output;
        this.localDirs = localDirs;
    }

    /** What is wrong with some of these partitions; empty if they are as they were written. */
    public Optional<String> damage(int firstPartition, int count) {
        try {
            IndexCache.Entry found = OutputFiles.load(new IndexCache.Key(dag, output), localDirs);
            SpillIndex index = found.index();
            int end = Math.min(firstPartition + count, index.partitions());
            try (FileChannel file = FileChannel.open(found.data())) {
                for (int p = firstPartition; p < end; p++) {
                    if (index.length(p) > 0 && !isIntact(file, index.start(p), index.length(p))) {
                        return Optional.of("partition " + p + " of " + found.data() + " is not what was written");
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static boolean isIntact(FileChannel file, long start, long length) throws IOException {
        long sumAt = start + length - SUM_BYTES;
        long position = start + HEADER_BYTES;
        if (sumAt < position) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        readFully(file, buffer.limit(MAGIC.length), start);
        if (!buffer.flip().equals(ByteBuffer.wrap(MAGIC))) {
            return false;
        }
        CRC32 sum = new CRC32();
        while (position < sumAt) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, sumAt - position));
            readFully(file, buffer, position);
            position += buffer.limit();
            sum.update(buffer.flip());
        }
        buffer.clear().limit(SUM_BYTES);
        readFully(file, buffer, sumAt);
        return (int) sum.getValue() == buffer.getInt(0);
    }

    private static void readFully(FileChannel file, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("expected bytes beyond " + file.size());
            }
        }
    }
}
