package io.mr3.mailbox;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A serial queue of messages that owns some mutable state: messages run one after another, in the order in which they
 * were posted, each seeing all that the ones before it wrote. Nothing else may touch that state. All time that the engine
 * sees comes from here.
 */
public interface Mailbox extends Executor {
    /** Queues {@code message}; from any thread. Never runs it on the caller's stack. Ignored once closed. */
    void post(Runnable message);

    /** Queues {@code message} after {@code delay}; from any thread. */
    Timer after(Duration delay, Runnable message);

    /** Monotonic nanoseconds, only for differences. */
    long nanoTime();

    /** Milliseconds since the epoch, only for people to read. */
    long wallMillis();

    /** Drops what is queued and refuses what comes; a running message ends. From any thread, also from its own. */
    void close();

    @Override
    default void execute(Runnable message) {
        post(message);
    }

    /** A message that has not run yet. */
    interface Timer {
        /** Drops the message if it has not begun; harmless afterwards. On the mailbox's own turn this is exact. */
        void cancel();
    }
}
