package io.mr3.rm.standalone.journal;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.proto.JournalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A journal in one file. What a turn of the owner appends, and what comes while the disk is busy, is written and synchronised
 * together, on an I/O thread, one batch after the other. A replacement is written beside the file and takes its name when it
 * is on the disk, so that a crash leaves the old content or the new one.
 */
public final class FileJournal implements Journal {
    private static final long LEAST_LONG_BYTES = 1024 * 1024;
    private static final int LONG_FACTOR = 4;

    private record Appended(JournalRecord record, Runnable durable) {}

    private record Replacement(List<JournalRecord> snapshot, List<Runnable> durable) {}

    private final Mailbox owner;
    private final Executor io;
    private final Consumer<String> onFailure;
    private final JournalWriter writer;
    private final List<JournalRecord> recovered;
    // before what is appended, which came after it; null if there is none
    private Replacement replacement;
    private List<Appended> appended = new ArrayList<>();
    private JournalStep running;
    private long appendedBytes;
    private long snapshotBytes;
    private boolean flushing;
    private boolean failed;
    private boolean closed;

    private FileJournal(
            Mailbox owner, Executor io, Consumer<String> onFailure, JournalWriter writer, JournalFile.Content content) {
        this.owner = owner;
        this.io = io;
        this.onFailure = onFailure;
        this.writer = writer;
        this.recovered = content.records();
        this.snapshotBytes = content.snapshotLength();
        this.appendedBytes = content.length() - JournalFile.HEADER - content.snapshotLength();
    }

    /**
     * Opens the journal of that directory, and makes both if they are missing. Blocks. The caller has the directory for
     * itself. Records that were being written when the last process ended are cut off, which is logged.
     *
     * @param owner whose thread calls all else, and on which all is heard
     * @param io where files are written; tasks may block
     * @param onFailure hears once, on the owner's mailbox and in one line, that nothing is written any more
     * @throws IOException in one line, if it cannot be read or written, or if a record is damaged that was complete: it says
     *     which file, where, what was expected and what was found
     */
    public static FileJournal open(Path directory, Mailbox owner, Executor io, Consumer<String> onFailure)
            throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectories(directory);
            new LocalDisk().force(directory.toAbsolutePath().getParent());
        }
        return open(new LocalDisk(), directory, owner, io, onFailure);
    }

    static FileJournal open(Disk disk, Path directory, Mailbox owner, Executor io, Consumer<String> onFailure)
            throws IOException {
        JournalWriter writer = new JournalWriter(disk, directory);
        return new FileJournal(owner, io, onFailure, writer, writer.open());
    }

    @Override
    public List<JournalRecord> recovered() {
        return recovered;
    }

    @Override
    public void append(JournalRecord record, Runnable durable) {
        checkIsOpen();
        int length = Frame.length(record);
        if (length > Frame.MOST) {
            throw new IllegalArgumentException(
                    "record: expected at most " + Frame.MOST + " bytes for the journal, got " + length);
        }
        appendedBytes += length;
        if (failed) {
            return;
        }
        appended.add(new Appended(record, durable));
        flushSoon();
    }

    @Override
    public boolean isLong() {
        return appendedBytes > Math.max(LEAST_LONG_BYTES, LONG_FACTOR * snapshotBytes);
    }

    @Override
    public void replace(List<JournalRecord> snapshot) {
        checkIsOpen();
        List<Runnable> durable = new ArrayList<>();
        if (replacement != null) {
            durable.addAll(replacement.durable);
        }
        // whatever was not yet written is in the snapshot
        appended.forEach(one -> durable.add(one.durable));
        appended = new ArrayList<>();
        replacement = failed ? null : new Replacement(List.copyOf(snapshot), durable);
        snapshotBytes = snapshot.stream().mapToLong(Frame::length).sum();
        appendedBytes = 0;
        flushSoon();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            finishAll();
            writer.close();
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e);
        }
    }

    private void finishAll() throws InterruptedException {
        JournalStep step = running == null ? nextStep() : running;
        while (step != null && !failed) {
            execute(step);
            step.await();
            step = step.failure().isPresent() ? null : nextStep();
        }
    }

    private void checkIsOpen() {
        if (closed) {
            throw new IllegalStateException("journal is closed");
        }
    }

    /** At the end of what the owner is doing now, so that it is written at once. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            owner.post(() -> {
                flushing = false;
                start();
            });
        }
    }

    private void start() {
        if (running == null && !failed && !closed) {
            running = nextStep();
            if (running != null) {
                JournalStep step = running;
                io.execute(() -> execute(step));
            }
        }
    }

    /** On whichever thread: what is heard is posted in the order of the steps, since one begins when the other has ended. */
    private void execute(JournalStep step) {
        step.run(() -> {
            if (step.failure().isEmpty()) {
                step.durable().forEach(owner::post);
            }
            owner.post(() -> ended(step));
        });
    }

    private void ended(JournalStep step) {
        running = null;
        step.failure().ifPresent(this::fail);
        start();
    }

    /** Null if there is nothing to do. */
    private JournalStep nextStep() {
        if (replacement != null) {
            Replacement next = replacement;
            replacement = null;
            return new JournalStep(() -> writer.replace(next.snapshot), next.durable);
        }
        List<JournalRecord> batch = new ArrayList<>();
        List<Runnable> durable = new ArrayList<>();
        int length = 0;
        while (batch.size() < appended.size() && length < Frame.GOOD_LENGTH) {
            Appended one = appended.get(batch.size());
            batch.add(one.record);
            durable.add(one.durable);
            length += Frame.length(one.record);
        }
        appended = new ArrayList<>(appended.subList(batch.size(), appended.size()));
        return batch.isEmpty() ? null : new JournalStep(() -> writer.append(batch), durable);
    }

    private void fail(Throwable cause) {
        if (!failed) {
            failed = true;
            replacement = null;
            appended.clear();
            onFailure.accept(writer.file() + ": the journal cannot be written: " + cause);
        }
    }
}
