package io.mr3.am.daemon;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one daemon, in order: what an attempt that comes late is given. Owned by the mailbox of the daemon's group.
 */
final class DaemonHistory {
    /** A history of fewer events is not worth being compacted. */
    private static final int SMALL = 32;

    private List<ByteString> events = new ArrayList<>();
    private int compacted;
    private int beingCompacted;

    void append(ByteString event) {
        events.add(event);
    }

    List<ByteString> events() {
        return List.copyOf(events);
    }

    int size() {
        return events.size();
    }

    /** Whether it has at least doubled since it was compacted last, so that compaction costs a fixed share of the events. */
    boolean isWorthCompaction() {
        return beingCompacted == 0 && events.size() >= SMALL && events.size() >= 2 * compacted;
    }

    /** What is to be compacted now; what comes meanwhile stays behind it. */
    List<ByteString> beginCompaction() {
        beingCompacted = events.size();
        return events();
    }

    void compactedTo(List<ByteString> shorter) {
        List<ByteString> next = new ArrayList<>(shorter);
        next.addAll(events.subList(beingCompacted, events.size()));
        events = next;
        compacted = shorter.size();
        beingCompacted = 0;
    }
}
