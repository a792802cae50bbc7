package io.mr3.rm.standalone.journal;

import io.mr3.rm.standalone.proto.JournalRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Records that are written at once, and so are all there or not at all: their length, a checksum of it, a checksum of the
 * records, then each record behind its own length. The length has a checksum of its own so that it can be told whether
 * whatever lies behind it belongs to it.
 */
final class Frame {
    static final int HEADER = 3 * Integer.BYTES;
    /** What the length of a record takes at most. */
    private static final int LENGTH_BYTES = 5;
    /** Longer ones were never written. */
    static final int MOST = 64 * 1024 * 1024;
    /** Records are collected up to about this length. */
    static final int GOOD_LENGTH = 1024 * 1024;

    private Frame() {}

    /** What a record takes of a frame at most. */
    static int length(JournalRecord record) {
        return LENGTH_BYTES + record.getSerializedSize();
    }

    static ByteBuffer of(List<JournalRecord> records) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try {
            for (JournalRecord record : records) {
                record.writeDelimitedTo(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes everything", e);
        }
        byte[] bytes = content.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(HEADER + bytes.length).putInt(bytes.length);
        frame.putInt(checksum(frame.array(), 0, Integer.BYTES));
        return frame.putInt(checksum(bytes, 0, bytes.length)).put(bytes).flip();
    }

    /** Records in as few frames as are good. */
    static List<ByteBuffer> ofAll(List<JournalRecord> records) {
        List<ByteBuffer> frames = new ArrayList<>();
        List<JournalRecord> one = new ArrayList<>();
        int length = 0;
        for (JournalRecord record : records) {
            one.add(record);
            length += length(record);
            if (length >= GOOD_LENGTH) {
                frames.add(of(one));
                one.clear();
                length = 0;
            }
        }
        if (!one.isEmpty()) {
            frames.add(of(one));
        }
        return frames;
    }

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
