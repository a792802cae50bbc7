package io.mr3.rm.standalone.journal;

import io.mr3.rm.standalone.proto.JournalRecord;
import java.util.List;

/** An append-only list of records that survives its process. On its owner's mailbox alone. */
public interface Journal extends AutoCloseable {
    /** What was in it when it was opened, oldest first. */
    List<JournalRecord> recovered();

    /**
     * Appends behind what was appended before.
     *
     * @param durable runs on the owner's mailbox when this record and all before it are on the disk
     */
    void append(JournalRecord record, Runnable durable);

    /** Whether so much was appended since the last {@link #replace} that it is worth another one. */
    boolean isLong();

    /** Puts {@code snapshot}, which says the same in fewer records, in place of all that was appended so far. */
    void replace(List<JournalRecord> snapshot);

    /** Writes what was appended, and closes. May block. */
    @Override
    void close();
}
