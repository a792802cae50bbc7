package io.mr3.rm.standalone.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.proto.JournalRecord;
import io.mr3.rm.standalone.proto.MasterStarted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is read of a file that was cut off or damaged, at every place. */
class JournalFileTest {
    private static final ByteBuffer SNAPSHOT = Frame.of(records(1, 2));
    private static final ByteBuffer FIRST = Frame.of(records(3));
    private static final ByteBuffer SECOND = Frame.of(records(4, 5, 6));
    private static final ByteBuffer LAST = Frame.of(records(7, 8));
    private static final byte[] WHOLE = join(JournalFile.header(SNAPSHOT.remaining()), SNAPSHOT, FIRST, SECOND, LAST);
    private static final int SNAPSHOT_END = JournalFile.HEADER + SNAPSHOT.remaining();
    private static final int FIRST_END = SNAPSHOT_END + FIRST.remaining();
    private static final int SECOND_END = FIRST_END + SECOND.remaining();

    static List<JournalRecord> records(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> JournalRecord.newBuilder()
                        .setMaster(MasterStarted.newBuilder()
                                .setCluster("cluster-of-the-test")
                                .setEpoch(number))
                        .build())
                .toList();
    }

    static List<Long> numbers(List<JournalRecord> records) {
        return records.stream().map(record -> record.getMaster().getEpoch()).toList();
    }

    private static byte[] join(ByteBuffer... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            all.write(part.array(), 0, part.limit());
        }
        return all.toByteArray();
    }

    private static List<Long> read(byte[] bytes) throws IOException {
        return numbers(JournalFile.read("journal", bytes).records());
    }

    private static String refused(byte[] bytes) {
        String message = assertThrows(IOException.class, () -> read(bytes)).getMessage();
        assertTrue(message.matches("journal: offset [0-9]+: expected .*, found .*"), message);
        return message;
    }

    @Test
    void aWholeFileIsReadInOrder() throws IOException {
        JournalFile.Content content = JournalFile.read("journal", WHOLE);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), numbers(content.records()));
        assertEquals(WHOLE.length, content.length());
        assertEquals(SNAPSHOT.remaining(), content.snapshotLength());
    }

    @Test
    void whereverItIsCutOffWholeFramesAreLeft() throws IOException {
        for (int length = SNAPSHOT_END; length < WHOLE.length; length++) {
            List<Long> expected = length < FIRST_END
                    ? List.of(1L, 2L)
                    : length < SECOND_END ? List.of(1L, 2L, 3L) : List.of(1L, 2L, 3L, 4L, 5L, 6L);
            JournalFile.Content content = JournalFile.read("journal", Arrays.copyOf(WHOLE, length));
            assertEquals(expected, numbers(content.records()), "cut at " + length);
            assertEquals(
                    length < FIRST_END ? SNAPSHOT_END : length < SECOND_END ? FIRST_END : SECOND_END, content.length());
        }
    }

    @Test
    void aSnapshotIsNeverCutOff() {
        for (int length = 0; length < SNAPSHOT_END; length++) {
            refused(Arrays.copyOf(WHOLE, length));
        }
        byte[] damaged = Arrays.copyOf(WHOLE, SNAPSHOT_END);
        damaged[SNAPSHOT_END - 1] ^= 1;
        String end = ", in a snapshot of " + SNAPSHOT.remaining() + " bytes that was complete";
        assertTrue(refused(damaged).endsWith(end), refused(damaged));
    }

    @Test
    void damageOfTheLastFrameIsCutOffAndAllOtherRefused() throws IOException {
        for (int bit = 0; bit < 8 * WHOLE.length; bit++) {
            byte[] damaged = WHOLE.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            if (bit / 8 < SECOND_END) {
                refused(damaged);
            } else {
                assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), read(damaged), "bit " + bit);
            }
        }
    }

    @Test
    void aTailOfZerosOrGarbageIsCutOff() throws IOException {
        assertEquals(8, read(Arrays.copyOf(WHOLE, WHOLE.length + 5000)).size());
        byte[] garbage = Arrays.copyOf(WHOLE, WHOLE.length + 5000);
        new Random(1).ints(5000).forEach(at -> garbage[garbage.length - 1 - Math.floorMod(at, 5000)] = (byte) at);
        assertEquals(8, read(garbage).size());
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        byte[] other = WHOLE.clone();
        other[0] = 'X';
        assertEquals("journal: offset 0: expected a journal, found a file of another kind", refused(other));
        byte[] newer = WHOLE.clone();
        newer[11] = 2;
        assertEquals("journal: offset 8: expected a journal of version 1, found version 2", refused(newer));
        assertEquals("journal: offset 0: expected a header of 24 bytes, found 3", refused(Arrays.copyOf(WHOLE, 3)));
        byte[] damaged = WHOLE.clone();
        damaged[FIRST_END - 1] ^= 1;
        assertTrue(
                refused(damaged)
                        .matches("journal: offset " + SNAPSHOT_END
                                + ": expected [0-9a-f]{8} as checksum of records, found [0-9a-f]{8}; whole records follow at"
                                + " offset " + FIRST_END + ", so it was not being written"),
                refused(damaged));
    }
}
