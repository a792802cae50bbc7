package io.mr3.mailbox;

import java.util.concurrent.atomic.AtomicBoolean;

/** One turn of a mailbox on a thread of the pool, as the watchdog sees it. */
record Turn(PooledMailbox mailbox, Thread thread, long startNanos, AtomicBoolean settled, AtomicBoolean reported) {
    Turn(PooledMailbox mailbox, Thread thread, long startNanos) {
        this(mailbox, thread, startNanos, new AtomicBoolean(), new AtomicBoolean());
    }

    /**
     * Decides once whether the thread stays in the pool: true for whoever asks first. The thread asks when its turn is
     * over; the watchdog asks before it starts a replacement, and then the thread leaves after the turn.
     */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }
}
