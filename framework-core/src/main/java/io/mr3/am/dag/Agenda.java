package io.mr3.am.dag;

import io.mr3.mailbox.Mailbox;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What is left to do within one message of a DAG's mailbox. Parts of the DAG tell each other by {@link #next}, so that a
 * step never runs inside another one, and a message is done when all that follows from it is done.
 */
final class Agenda {
    private final Mailbox mailbox;
    private final Consumer<Throwable> failed;
    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** @param failed hears what a step throws; the steps behind it still run */
    Agenda(Mailbox mailbox, Consumer<Throwable> failed) {
        this.mailbox = mailbox;
        this.failed = failed;
    }

    /** Queues a message; from any thread. */
    void post(Runnable message) {
        mailbox.post(() -> run(message));
    }

    Mailbox.Timer after(Duration delay, Runnable message) {
        return mailbox.after(delay, () -> run(message));
    }

    /** Queues a step behind those that the present message has caused so far; on the mailbox. */
    void next(Runnable step) {
        steps.add(step);
    }

    /** Monotonic nanoseconds. */
    long nanoTime() {
        return mailbox.nanoTime();
    }

    /** Milliseconds since the epoch. */
    long wallMillis() {
        return mailbox.wallMillis();
    }

    /** Runs a message and all that follows from it; on the mailbox, outside of any message. */
    void run(Runnable message) {
        steps.add(message);
        while (!steps.isEmpty()) {
            try {
                steps.remove().run();
            } catch (RuntimeException | Error e) {
                failed.accept(e);
            }
        }
    }
}
