package io.mr3.rm.standalone.master;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.journal.Journal;
import io.mr3.rm.standalone.proto.JournalRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A disk with one journal, which outlives the masters that write it, but not all that they have written. */
public final class MemoryDisk {
    private final Supplier<Duration> delay;
    private final int longAt;
    private List<JournalRecord> durable = new ArrayList<>();
    private MemoryJournal open;

    /**
     * An empty disk.
     *
     * @param delay until what was appended is durable
     * @param longAt records with which a journal is long
     */
    public MemoryDisk(Supplier<Duration> delay, int longAt) {
        this.delay = delay;
        this.longAt = longAt;
    }

    /** What a master that starts now finds. */
    public List<JournalRecord> records() {
        return List.copyOf(durable);
    }

    /** Opens the journal for a new master; the one of before writes no more. */
    public Journal open(Mailbox owner) {
        open = new MemoryJournal(owner);
        return open;
    }

    /** Records that were appended and are not durable. */
    public int pending() {
        return open.pending.size();
    }

    /** The writer dies: of what was under way, the first {@code kept} records have reached the disk. */
    public void crash(int kept) {
        open.pending.stream().limit(kept).forEach(pending -> durable.add(pending.record));
        open.pending.clear();
        open.closed = true;
    }

    private record Pending(JournalRecord record, Runnable durable) {}

    private final class MemoryJournal implements Journal {
        private final Mailbox owner;
        private final List<JournalRecord> recovered = records();
        private final List<Pending> pending = new ArrayList<>();
        private List<Runnable> replaced = new ArrayList<>();
        private int written;
        private boolean scheduled;
        private boolean closed;

        MemoryJournal(Mailbox owner) {
            this.owner = owner;
        }

        @Override
        public List<JournalRecord> recovered() {
            return recovered;
        }

        @Override
        public void append(JournalRecord record, Runnable then) {
            pending.add(new Pending(record, then));
            written++;
            schedule();
        }

        private void schedule() {
            if (!scheduled) {
                scheduled = true;
                Duration wait = delay.get();
                if (wait.isZero()) {
                    owner.post(this::write);
                } else {
                    owner.after(wait, this::write);
                }
            }
        }

        private void write() {
            scheduled = false;
            if (closed) {
                return;
            }
            List<Runnable> then = replaced;
            replaced = new ArrayList<>();
            for (Pending each : pending) {
                durable.add(each.record);
                then.add(each.durable);
            }
            pending.clear();
            then.forEach(Runnable::run);
        }

        @Override
        public boolean isLong() {
            return written >= longAt;
        }

        @Override
        public void replace(List<JournalRecord> snapshot) {
            durable = new ArrayList<>(snapshot);
            pending.forEach(each -> replaced.add(each.durable));
            pending.clear();
            written = 0;
            schedule();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
