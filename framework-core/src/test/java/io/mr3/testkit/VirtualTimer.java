package io.mr3.testkit;

import io.mr3.mailbox.Mailbox;

/** A message for later; of two that fall due together the one made first is posted first. */
final class VirtualTimer implements Mailbox.Timer, Comparable<VirtualTimer> {
    private final VirtualMailbox mailbox;
    private final long due;
    private final long number;
    private final Runnable message;
    private boolean cancelled;

    VirtualTimer(VirtualMailbox mailbox, long due, long number, Runnable message) {
        this.mailbox = mailbox;
        this.due = due;
        this.number = number;
        this.message = message;
    }

    long due() {
        return due;
    }

    boolean isDead() {
        return cancelled || mailbox.isClosed();
    }

    void fire() {
        mailbox.post(() -> {
            if (!cancelled) {
                message.run();
            }
        });
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public String toString() {
        return mailbox.toString();
    }

    @Override
    public int compareTo(VirtualTimer other) {
        int byTime = Long.compare(due, other.due);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
