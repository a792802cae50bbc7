package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Asks of one application that are alike and wait, the oldest first. */
final class AskGroup {
    private static final Comparator<Ask> OLDEST_FIRST = Comparator.comparingLong(Ask::since)
            .thenComparingLong(ask -> ask.container().worker());
    /** Within one application. */
    static final Comparator<AskGroup> NEXT_FIRST = Comparator.<AskGroup>comparingInt(group -> group.key.priority())
            .thenComparing(AskGroup::head, OLDEST_FIRST);

    private final Applicant applicant;
    private final AskKey key;
    private final TreeSet<Ask> asks = new TreeSet<>(OLDEST_FIRST);
    private boolean blocked;
    private long retryAt = Long.MAX_VALUE;

    AskGroup(Applicant applicant, AskKey key) {
        this.applicant = applicant;
        this.key = key;
    }

    Applicant applicant() {
        return applicant;
    }

    AskKey key() {
        return key;
    }

    Resources amount() {
        return key.amount();
    }

    void add(Ask ask) {
        asks.add(ask);
    }

    void remove(Ask ask) {
        asks.remove(ask);
    }

    boolean isEmpty() {
        return asks.isEmpty();
    }

    void forEach(Consumer<Ask> action) {
        asks.forEach(action);
    }

    Ask head() {
        return asks.first();
    }

    /** Whether it was looked at and has to wait for a change. */
    boolean isBlocked() {
        return blocked;
    }

    /** It waits for a change, or for that time. */
    void block(long until) {
        blocked = true;
        retryAt = until;
    }

    void unblock() {
        blocked = false;
        retryAt = Long.MAX_VALUE;
    }

    long retryAt() {
        return retryAt;
    }
}
