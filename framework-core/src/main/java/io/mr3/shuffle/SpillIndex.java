package io.mr3.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Where the partitions of one output lie in its file. On disk: three big-endian longs a partition (start, length when
 * unpacked, length in the file), then the CRC-32 of all before it in eight bytes. Immutable.
 */
final class SpillIndex {
    private static final int LONGS = 3;
    private static final int RECORD_BYTES = LONGS * Long.BYTES;
    /** No file is believed to have more: the largest DAGs have some ten thousand. */
    private static final int MAX_PARTITIONS = 1_000_000;

    private final long[] records;

    private SpillIndex(long[] records) {
        this.records = records;
    }

    /**
     * @throws IOException if the file cannot be read, or is no index
     */
    static SpillIndex read(Path file) throws IOException {
        long size = Files.size(file);
        if (size % RECORD_BYTES != Long.BYTES || size / RECORD_BYTES > MAX_PARTITIONS) {
            throw new IOException(file + ": a spill index cannot have " + size + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int end = bytes.limit() - Long.BYTES;
        CRC32 sum = new CRC32();
        sum.update(bytes.array(), 0, end);
        if (sum.getValue() != bytes.getLong(end)) {
            throw new IOException(file + ": the spill index does not match its checksum");
        }
        long[] records = new long[end / Long.BYTES];
        bytes.asLongBuffer().get(records);
        return new SpillIndex(records);
    }

    int partitions() {
        return records.length / LONGS;
    }

    /** The records of partitions {@code first} to {@code last}, counted from 0 in the result. */
    SpillIndex range(int first, int last) {
        return new SpillIndex(Arrays.copyOfRange(records, first * LONGS, (last + 1) * LONGS));
    }

    /** Offset in the file. */
    long start(int partition) {
        return records[partition * LONGS];
    }

    /** Bytes when unpacked. */
    long rawLength(int partition) {
        return records[partition * LONGS + 1];
    }

    /** Bytes in the file. */
    long length(int partition) {
        return records[partition * LONGS + 2];
    }

    /** Size that the file must have at least. */
    long end() {
        long end = 0;
        for (int p = 0; p < partitions(); p++) {
            end = Math.max(end, start(p) + length(p));
        }
        return end;
    }
}
