package io.mr3.testkit;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** One mailbox of {@link VirtualMailboxes}. */
final class VirtualMailbox implements Mailbox {
    private final VirtualMailboxes world;
    private final VirtualProcess process;
    private final String name;
    private final Mailboxes.Owner owner;
    private final Queue<Runnable> messages = new ArrayDeque<>();
    private boolean closed;

    VirtualMailbox(VirtualMailboxes world, VirtualProcess process, String name, Mailboxes.Owner owner) {
        this.world = world;
        this.process = process;
        this.name = name;
        this.owner = owner;
    }

    boolean isRunnable() {
        return !messages.isEmpty() && process.isRunning();
    }

    boolean isOf(VirtualProcess other) {
        return process == other;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void post(Runnable message) {
        world.checkThread();
        if (!closed) {
            messages.add(message);
        }
    }

    @Override
    public Timer after(Duration delay, Runnable message) {
        world.checkThread();
        VirtualTimer timer =
                new VirtualTimer(this, world.nanoTime() + delay.toNanos(), world.nextTimerNumber(), message);
        world.add(timer);
        return timer;
    }

    @Override
    public long nanoTime() {
        return world.nanoTime();
    }

    @Override
    public long wallMillis() {
        return world.wallMillis();
    }

    @Override
    public void close() {
        closed = true;
        messages.clear();
    }

    void turn() {
        for (int left = world.drawBatch(); left > 0 && !messages.isEmpty(); left--) {
            run(messages.remove());
        }
        run(owner::endOfTurn);
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            world.failed(failure);
            try {
                owner.failed(failure);
            } catch (Throwable second) {
                world.failed(second);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
