package io.mr3.shuffle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.io.WritableUtils;

/**
 * What precedes the bytes of a partition on the wire, in Hadoop's variable-length encoding: the output's id with its
 * length, bytes in the file, bytes when unpacked, partition.
 */
final class PartitionHeader {
    private PartitionHeader() {}

    static int length(String id, long length, long rawLength, int partition) {
        return WritableUtils.getVIntSize(id.length())
                + id.length()
                + WritableUtils.getVIntSize(length)
                + WritableUtils.getVIntSize(rawLength)
                + WritableUtils.getVIntSize(partition);
    }

    static void write(ByteBuf to, String id, long length, long rawLength, int partition) {
        writeCount(to, id.length());
        to.writeCharSequence(id, US_ASCII);
        writeNumber(to, length);
        writeNumber(to, rawLength);
        writeNumber(to, partition);
    }

    /** How many headers follow. */
    static void writeCount(ByteBuf to, int count) {
        writeNumber(to, count);
    }

    private static void writeNumber(ByteBuf to, long number) {
        try {
            WritableUtils.writeVLong(new ByteBufOutputStream(to), number);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
