package io.mr3.mailbox;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mailbox that waits in its pool's queue while it has messages, and is on at most one thread at a time. */
final class PooledMailbox implements Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(PooledMailbox.class);

    /** Messages of one turn at most, so that a busy mailbox lets others have the thread. */
    private static final int MAX_BATCH = 256;

    private final MailboxPool pool;
    private final String name;
    private final Mailboxes.Owner owner;
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
    /** True from the post that makes it runnable until the end of the turn that leaves it empty. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private volatile boolean closed;

    PooledMailbox(MailboxPool pool, String name, Mailboxes.Owner owner) {
        this.pool = pool;
        this.name = name;
        this.owner = owner;
    }

    String name() {
        return name;
    }

    @Override
    public void post(Runnable message) {
        if (closed) {
            return;
        }
        messages.add(message);
        schedule();
    }

    @Override
    public Timer after(Duration delay, Runnable message) {
        PooledTimer timer = new PooledTimer(message);
        timer.pending = pool.schedule(delay, () -> post(timer));
        return timer;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void close() {
        closed = true;
        messages.clear();
    }

    /** Runs a batch and ends the turn; only on a thread of the pool. */
    void turn() {
        boolean ran = false;
        for (int i = 0; i < MAX_BATCH && goesOn(); i++) {
            Runnable message = messages.poll();
            if (message == null) {
                break;
            }
            ran = true;
            run(message);
        }
        if (ran && !pool.isClosed()) {
            run(owner::endOfTurn);
        }
        scheduled.set(false);
        if (!messages.isEmpty()) {
            schedule();
        }
    }

    private boolean goesOn() {
        return !closed && !pool.isClosed();
    }

    private void schedule() {
        if (goesOn() && scheduled.compareAndSet(false, true)) {
            pool.enqueue(this);
        }
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            try {
                owner.failed(failure);
            } catch (Throwable second) {
                second.addSuppressed(failure);
                LOG.error("the owner of mailbox {} could not handle a failure", name, second);
            }
        }
    }

    private static final class PooledTimer implements Timer, Runnable {
        private final Runnable message;
        private volatile boolean cancelled;
        private volatile Future<?> pending;

        PooledTimer(Runnable message) {
            this.message = message;
        }

        @Override
        public void run() {
            if (!cancelled) {
                message.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            Future<?> scheduled = pending;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
    }
}
