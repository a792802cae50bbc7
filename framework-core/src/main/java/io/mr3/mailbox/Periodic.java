package io.mr3.mailbox;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocking work that is done again and again, never twice at once; what comes of it is a message. Work that fails is logged and
 * tried again. On a mailbox, with which it ends.
 */
public final class Periodic<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

    private final Mailbox mailbox;
    private final Executor io;
    private final Duration interval;
    private final Supplier<Callable<T>> work;
    private final Consumer<T> then;
    private final Runnable late;
    private boolean atWork;

    /**
     * Does nothing yet.
     *
     * @param io does the work
     * @param interval from one beginning to the next
     * @param work says, on the mailbox, what is to be done
     * @param then hears what came of it
     * @param late runs when the work takes longer than the interval, once each interval
     */
    public Periodic(
            Mailbox mailbox,
            Executor io,
            Duration interval,
            Supplier<Callable<T>> work,
            Consumer<T> then,
            Runnable late) {
        this.mailbox = mailbox;
        this.io = io;
        this.interval = interval;
        this.work = work;
        this.then = then;
        this.late = late;
    }

    /** Begins, with the first turn now. */
    public void start() {
        if (atWork) {
            late.run();
        } else {
            atWork = true;
            Callable<T> next = work.get();
            io.execute(() -> work(next));
        }
        mailbox.after(interval, this::start);
    }

    private void work(Callable<T> next) {
        try {
            T found = next.call();
            mailbox.post(() -> {
                atWork = false;
                then.accept(found);
            });
        } catch (Exception | Error e) {
            LOG.warn("work of each {} failed", interval, e);
            mailbox.post(() -> atWork = false);
        }
    }
}
