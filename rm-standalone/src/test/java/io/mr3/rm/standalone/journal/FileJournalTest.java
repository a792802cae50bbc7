package io.mr3.rm.standalone.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.MailboxPool;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.proto.JournalRecord;
import io.mr3.rm.standalone.proto.MasterStarted;
import io.mr3.testkit.Await;
import io.mr3.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    private static JournalScene scene() throws IOException {
        return new JournalScene(7, new MemoryDisk());
    }

    @Test
    void aNewJournalIsEmpty() throws IOException {
        JournalScene scene = scene();
        assertEquals(List.of(), scene.journal.recovered());
        assertEquals(List.of(), scene.reopened());
    }

    @Test
    void whatWasAppendedIsThereAgainInOrder() throws IOException {
        JournalScene scene = scene().append(1, 2).settle().append(3).settle();
        assertEquals(List.of(1L, 2L, 3L), scene.durable);
        assertEquals(List.of(1L, 2L, 3L), scene.reopened());
    }

    @Test
    void whatATurnAppendsIsSynchronisedOnce() throws IOException {
        JournalScene scene = scene();
        int before = scene.disk.forces();
        scene.append(LongStream.rangeClosed(1, 1000).toArray());
        assertEquals(List.of(), scene.durable, "nothing is heard before it is on the disk, nor on the caller's stack");
        scene.settle();
        assertEquals(1000, scene.durable.size());
        assertEquals(1, scene.disk.forces() - before);
    }

    @Test
    void callbacksKeepTheOrderOfTheirRecords() {
        Seeds.each(200, seed -> {
            try {
                JournalScene scene = new JournalScene(seed, new MemoryDisk());
                long number = 0;
                for (int round = 0; round < 20; round++) {
                    scene.append(++number, ++number);
                    if (round % 7 == seed % 7) {
                        scene.replace(LongStream.rangeClosed(1, number).toArray());
                    }
                    long heard = number - 1 - seed % 3;
                    scene.mailboxes.runUntil(() -> scene.durable.size() >= heard, Duration.ZERO);
                }
                scene.settle();
                List<Long> all = LongStream.rangeClosed(1, number).boxed().toList();
                assertEquals(all, scene.durable);
                assertEquals(all, scene.reopened());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aSnapshotTakesThePlaceOfAllBeforeIt() throws IOException {
        JournalScene scene =
                scene().append(1, 2).settle().append(3).replace(10, 11).append(12);
        scene.settle();
        assertEquals(List.of(1L, 2L, 3L, 12L), scene.durable, "what it says is on the disk as well");
        assertEquals(List.of(10L, 11L, 12L), scene.reopened());
        assertFalse(scene.disk.exists(JournalScene.DIRECTORY.resolve("journal.new")));
    }

    @Test
    void ofSeveralSnapshotsTheLastOneHolds() throws IOException {
        JournalScene scene =
                scene().append(1).replace(10).append(2).replace(20).append(3).settle();
        assertEquals(List.of(1L, 2L, 3L), scene.durable);
        assertEquals(List.of(20L, 3L), scene.reopened());
    }

    @Test
    void itIsLongWhenMuchWasAppendedSinceTheLastSnapshot() throws IOException {
        JournalScene scene = scene();
        JournalRecord large = JournalRecord.newBuilder()
                .setMaster(MasterStarted.newBuilder().setCluster("x".repeat(1024)))
                .build();
        LongStream.range(0, 1010).forEach(i -> scene.journal.append(large, () -> {}));
        assertFalse(scene.journal.isLong());
        LongStream.range(0, 20).forEach(i -> scene.journal.append(large, () -> {}));
        assertTrue(scene.journal.isLong());
        scene.settle();
        assertTrue(new JournalScene(1, scene.disk).journal.isLong(), "also when it is opened again");
        scene.journal.replace(LongStream.range(0, 500).mapToObj(i -> large).toList());
        assertFalse(scene.journal.isLong());
        LongStream.range(0, 1980).forEach(i -> scene.journal.append(large, () -> {}));
        assertFalse(scene.journal.isLong(), "less than four times the snapshot");
        scene.settle();
        assertFalse(new JournalScene(1, scene.disk).journal.isLong());
        LongStream.range(0, 30).forEach(i -> scene.journal.append(large, () -> {}));
        assertTrue(scene.journal.isLong());
    }

    @Test
    void aFullDiskIsToldOnceAndNothingIsHeardAfterwards() throws IOException {
        JournalScene scene = scene().append(1).settle();
        scene.disk.hasRoomFor(20);
        scene.append(2).settle().append(3).settle().replace(4);
        scene.settle();
        assertEquals(List.of(1L), scene.durable);
        assertEquals(
                List.of(
                        "/journal/journal: the journal cannot be written: java.io.IOException: No space left on device"),
                scene.failures);
        scene.disk.hasRoomFor(1000);
        assertEquals(List.of(1L), scene.reopened(), "what was written in part is cut off");
    }

    @Test
    void aSnapshotThatDoesNotFitLeavesTheOldContent() throws IOException {
        JournalScene scene = scene().append(1, 2).settle();
        scene.disk.hasRoomFor(40);
        scene.append(3).replace(10).settle();
        assertEquals(1, scene.failures.size());
        assertEquals(List.of(1L, 2L), scene.durable);
        scene.disk.hasRoomFor(1000);
        assertEquals(List.of(1L, 2L), scene.reopened());
        assertFalse(scene.disk.exists(JournalScene.DIRECTORY.resolve("journal.new")));
    }

    @Test
    void closingWritesWhatWasAppended() {
        Seeds.each(50, seed -> {
            try {
                JournalScene scene = new JournalScene(seed, new MemoryDisk()).append(1, 2);
                scene.mailboxes.runUntil(() -> scene.disk.steps() >= 5 + seed % 3, Duration.ZERO);
                scene.append(3).replace(10, 11).append(12);
                scene.journal.close();
                assertEquals(List.of(10L, 11L, 12L), scene.reopened());
                scene.settle();
                assertEquals(List.of(1L, 2L, 3L, 12L), scene.durable);
                assertThrows(IllegalStateException.class, () -> scene.append(13));
                scene.journal.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aRecordThatNoReaderWouldTakeIsRefused() throws IOException {
        JournalScene scene = scene();
        JournalRecord huge = JournalRecord.newBuilder()
                .setMaster(MasterStarted.newBuilder().setCluster("x".repeat(Frame.MOST)))
                .build();
        String message = assertThrows(IllegalArgumentException.class, () -> scene.journal.append(huge, () -> {}))
                .getMessage();
        assertTrue(message.matches("record: expected at most 67108864 bytes for the journal, got [0-9]+"), message);
    }

    @Test
    void aRealOneIsForItsOwnerAloneAndGoesOnAfterACut(@TempDir Path parent) throws IOException {
        Path directory = parent.resolve("master");
        Path file = directory.resolve("journal");
        try (MailboxPool pool = new MailboxPool("journal-test", 1)) {
            ConcurrentLinkedQueue<Long> heard = new ConcurrentLinkedQueue<>();
            onARealDisk(pool, directory, heard, 1, 2, 3);
            assertEquals(List.of(1L, 2L, 3L), List.copyOf(heard));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
            assertEquals(List.of(1L, 2L, 3L), onARealDisk(pool, directory, heard, 4));
            assertEquals(List.of(1L, 2L, 3L, 4L), onARealDisk(pool, directory, heard));
            Files.writeString(file, "something else that is longer than a header");
            IOException refused = assertThrows(IOException.class, () -> onARealDisk(pool, directory, heard));
            assertEquals(file + ": offset 0: expected a journal, found a file of another kind", refused.getMessage());
        }
    }

    /** Opens it, appends, waits until all is heard, and closes; gives what it held when it was opened. */
    private static List<Long> onARealDisk(
            MailboxPool pool, Path directory, ConcurrentLinkedQueue<Long> heard, long... numbers) throws IOException {
        Mailbox mailbox = pool.create("owner", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {
                // everything is done by messages
            }

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        });
        FileJournal journal = FileJournal.open(directory, mailbox, pool.io(), line -> {
            throw new AssertionError(line);
        });
        int before = heard.size();
        for (long number : numbers) {
            mailbox.post(() -> journal.append(JournalFileTest.records(number).get(0), () -> heard.add(number)));
        }
        Await.until(() -> heard.size() == before + numbers.length);
        ConcurrentLinkedQueue<Boolean> closed = new ConcurrentLinkedQueue<>();
        mailbox.post(() -> {
            journal.close();
            closed.add(true);
        });
        Await.until(() -> !closed.isEmpty());
        mailbox.close();
        return JournalFileTest.numbers(journal.recovered());
    }
}
