package io.mr3.rm.standalone.journal;

import io.mr3.rm.standalone.proto.JournalRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form of a journal's file, and its reader: a header, then {@link Frame}s, of which the first ones are a snapshot that was
 * complete before the file got its name. Each later frame was written when all before it were on the disk, so that a process
 * that ends can leave the last one alone unfinished.
 */
final class JournalFile {
    private static final byte[] MAGIC = "MR3JRNL\n".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    /** Magic, version, length of the snapshot, checksum of these. */
    static final int HEADER = MAGIC.length + Integer.BYTES + Long.BYTES + Integer.BYTES;

    /**
     * What is in a file.
     *
     * @param snapshotLength bytes of the snapshot's frames
     * @param length bytes that are whole; what lies behind them was being written
     */
    record Content(List<JournalRecord> records, long snapshotLength, long length) {}

    /** Why there is no whole frame at an offset. */
    private record Damage(String of, int expected, int found) {
        @Override
        public String toString() {
            return of.startsWith("bytes")
                    ? "expected " + expected + " " + of + ", found " + found
                    : String.format("expected %08x %s, found %08x", expected, of, found);
        }
    }

    private final String name;
    private final byte[] bytes;

    private JournalFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    static ByteBuffer header(long snapshotLength) {
        ByteBuffer header =
                ByteBuffer.allocate(HEADER).put(MAGIC).putInt(VERSION).putLong(snapshotLength);
        int checksum = Frame.checksum(header.array(), 0, header.position());
        return header.putInt(checksum).flip();
    }

    /**
     * Reads a file.
     *
     * @throws IOException in one line that says where, if something is damaged that was on the disk as a whole
     */
    static Content read(String name, byte[] bytes) throws IOException {
        return new JournalFile(name, bytes).read();
    }

    private Content read() throws IOException {
        long snapshotLength = readHeader();
        List<JournalRecord> records = new ArrayList<>();
        int at = HEADER;
        while (at < bytes.length) {
            Optional<Damage> damage = damage(at);
            if (damage.isPresent()) {
                checkIsLast(at, snapshotLength, damage.get());
                break;
            }
            at = parse(at, records);
        }
        if (at < HEADER + snapshotLength) {
            throw new IOException(name + ": offset " + at + ": expected a snapshot of " + snapshotLength
                    + " bytes, found " + (at - HEADER));
        }
        return new Content(List.copyOf(records), snapshotLength, at);
    }

    private long readHeader() throws IOException {
        if (bytes.length < HEADER) {
            throw new IOException(
                    name + ": offset 0: expected a header of " + HEADER + " bytes, found " + bytes.length);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, HEADER);
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        if (!ByteBuffer.wrap(magic).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IOException(name + ": offset 0: expected a journal, found a file of another kind");
        }
        int version = header.getInt();
        if (version != VERSION) {
            throw new IOException(name + ": offset " + MAGIC.length + ": expected a journal of version " + VERSION
                    + ", found version " + version);
        }
        long snapshotLength = header.getLong();
        int found = Frame.checksum(bytes, 0, header.position());
        int checksum = header.getInt();
        if (checksum != found) {
            throw new IOException(name + ": offset 0: " + new Damage("as checksum of the header", checksum, found));
        }
        return snapshotLength;
    }

    /** Only what was written last can be unfinished; damage elsewhere is none that a crash does. */
    private void checkIsLast(int at, long snapshotLength, Damage damage) throws IOException {
        if (at < HEADER + snapshotLength) {
            throw new IOException(name + ": offset " + at + ": " + damage + ", in a snapshot of " + snapshotLength
                    + " bytes that was complete");
        }
        for (int later = at + 1; later < bytes.length; later++) {
            if (damage(later).isEmpty()) {
                throw new IOException(name + ": offset " + at + ": " + damage + "; whole records follow at offset "
                        + later + ", so it was not being written");
            }
        }
    }

    /** What is wrong with the frame at that offset. */
    private Optional<Damage> damage(int at) {
        int rest = bytes.length - at;
        if (rest < Frame.HEADER) {
            return Optional.of(new Damage("bytes before records", Frame.HEADER, rest));
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, at, Frame.HEADER);
        int length = header.getInt();
        int checksumOfLength = header.getInt();
        int found = Frame.checksum(bytes, at, Integer.BYTES);
        if (checksumOfLength != found) {
            return Optional.of(new Damage("as checksum of a length", checksumOfLength, found));
        }
        if (length < 1 || length > Frame.MOST) {
            return Optional.of(new Damage("as greatest length", Frame.MOST, length));
        }
        if (length > rest - Frame.HEADER) {
            return Optional.of(new Damage("bytes of records", length, rest - Frame.HEADER));
        }
        int checksum = header.getInt();
        found = Frame.checksum(bytes, at + Frame.HEADER, length);
        return checksum == found
                ? Optional.empty()
                : Optional.of(new Damage("as checksum of records", checksum, found));
    }

    /** Adds the records of a whole frame, and gives the offset behind it. */
    private int parse(int at, List<JournalRecord> records) throws IOException {
        int from = at + Frame.HEADER;
        int length = ByteBuffer.wrap(bytes, at, Integer.BYTES).getInt();
        ByteArrayInputStream content = new ByteArrayInputStream(bytes, from, length);
        try {
            while (content.available() > 0) {
                records.add(JournalRecord.parseDelimitedFrom(content));
            }
        } catch (IOException e) {
            throw new IOException(name + ": offset " + from + ": expected records, found others: " + e.getMessage(), e);
        }
        return from + length;
    }
}
