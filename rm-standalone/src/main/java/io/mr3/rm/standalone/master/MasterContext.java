package io.mr3.rm.standalone.master;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.scheduler.Scheduler;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What all parts of a master share. On the master's mailbox alone.
 *
 * @param cluster id of the cluster
 * @param epoch of this master: higher than that of any before
 */
record MasterContext(
        Mailbox mailbox,
        MasterSettings settings,
        MasterJournal journal,
        Scheduler scheduler,
        Counters counters,
        RandomGenerator random,
        Outbox outbox,
        AuditLog audit,
        String cluster,
        long epoch) {

    long now() {
        return mailbox.nanoTime();
    }

    /** Whether more than {@code limit} has passed since {@code then}. */
    boolean isOver(long then, Duration limit) {
        return now() - then > limit.toNanos();
    }

    void count(Counters.Counter counter) {
        counters.add(counter);
    }
}
