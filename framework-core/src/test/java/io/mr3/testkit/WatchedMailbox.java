package io.mr3.testkit;

import io.mr3.mailbox.Mailbox;
import java.time.Duration;

/** A mailbox that knows whether the current thread runs one of its messages. */
final class WatchedMailbox implements Mailbox {
    private final Mailbox mailbox;
    private final ThreadLocal<Boolean> here = ThreadLocal.withInitial(() -> false);

    WatchedMailbox(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    boolean isCurrent() {
        return here.get();
    }

    @Override
    public void post(Runnable message) {
        mailbox.post(watched(message));
    }

    @Override
    public Timer after(Duration delay, Runnable message) {
        return mailbox.after(delay, watched(message));
    }

    @Override
    public long nanoTime() {
        return mailbox.nanoTime();
    }

    @Override
    public long wallMillis() {
        return mailbox.wallMillis();
    }

    @Override
    public void close() {
        mailbox.close();
    }

    private Runnable watched(Runnable message) {
        return () -> {
            here.set(true);
            try {
                message.run();
            } finally {
                here.set(false);
            }
        };
    }
}
