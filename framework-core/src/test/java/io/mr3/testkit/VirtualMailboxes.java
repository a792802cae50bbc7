package io.mr3.testkit;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Mailboxes on the test's own thread with a virtual clock: nothing runs until the test says so. Each mailbox keeps the
 * order of its messages; which mailbox or I/O task goes next, and how many messages a turn holds, is drawn from the
 * seed, so that one seed is one interleaving, for ever.
 */
public final class VirtualMailboxes implements Mailboxes {
    /** More steps than any test needs at one instant: what goes on beyond that is a loop. */
    private static final int LOOP_LIMIT = 5_000_000;
    /** 2026-01-01T00:00:00Z, where every virtual clock begins. */
    private static final long EPOCH_MILLIS = 1_767_225_600_000L;

    private final long seed;
    private final Random random;
    private final Thread thread = Thread.currentThread();
    private final List<VirtualMailbox> mailboxes = new ArrayList<>();
    private final List<Runnable> ioTasks = new ArrayList<>();
    private final PriorityQueue<VirtualTimer> timers = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean failuresExpected;
    private long now;
    private long timersMade;

    /** Every choice follows from {@code seed}; see {@link Seeds}. */
    public VirtualMailboxes(long seed) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    @Override
    public Mailbox create(String name, Owner owner) {
        VirtualMailbox mailbox = new VirtualMailbox(this, name, owner);
        mailboxes.add(mailbox);
        return mailbox;
    }

    /** {@inheritDoc} Each task is a step of its own; tasks run in any order. */
    @Override
    public Executor io() {
        return task -> {
            checkThread();
            ioTasks.add(task);
        };
    }

    /** What messages throw goes to their owners only from here on; {@link #settle} does not throw it again. */
    public VirtualMailboxes expectFailures() {
        failuresExpected = true;
        return this;
    }

    /**
     * Runs until nothing is left to run at this instant.
     *
     * @throws AssertionError with the first failure of a message, end of turn or I/O task, and the others suppressed
     */
    public void settle() {
        for (int steps = 0; step(); steps++) {
            if (steps > LOOP_LIMIT) {
                throw failure("messages never end at this instant, mailboxes that still run: " + runnable(), null);
            }
        }
        throwFailures();
    }

    /** Settles, then lets {@code time} pass: each timer that falls due runs at its own instant, and all settles. */
    public void advance(Duration time) {
        settle();
        long end = now + time.toNanos();
        while (fireNextTimers(end)) {
            settle();
        }
        now = end;
    }

    /**
     * Lets {@code time} pass while nothing runs, as when the process stands still: what falls due meanwhile is late.
     */
    public void pause(Duration time) {
        checkThread();
        now += time.toNanos();
    }

    /**
     * Runs step by step, letting time pass only when nothing else can run, until {@code condition} holds.
     *
     * @throws AssertionError if it does not hold within {@code limit} of virtual time
     */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        long end = now + limit.toNanos();
        for (int steps = 0; !condition.getAsBoolean(); steps++) {
            if (!step() && !fireNextTimers(end)) {
                throwFailures();
                throw failure("condition does not hold within " + limit + " and nothing is left to run", null);
            }
            if (steps > LOOP_LIMIT) {
                throw failure("condition does not hold and messages never end: " + runnable(), null);
            }
        }
        throwFailures();
    }

    /** Virtual nanoseconds since this was made. */
    public long nanoTime() {
        return now;
    }

    /** The seed of this run. */
    public long seed() {
        return seed;
    }

    long wallMillis() {
        return EPOCH_MILLIS + now / 1_000_000;
    }

    void add(VirtualTimer timer) {
        timers.add(timer);
    }

    long nextTimerNumber() {
        return timersMade++;
    }

    void failed(Throwable cause) {
        if (!failuresExpected) {
            failures.add(cause);
        }
    }

    void checkThread() {
        if (Thread.currentThread() != thread) {
            throw failure("virtual mailboxes belong to " + thread + ", used from " + Thread.currentThread(), null);
        }
    }

    /** Small turns are as likely as large ones: half of them hold one message. */
    int drawBatch() {
        int batch = 1;
        while (batch < 256 && random.nextBoolean()) {
            batch *= 2;
        }
        return 1 + random.nextInt(batch);
    }

    private boolean step() {
        checkThread();
        mailboxes.removeIf(VirtualMailbox::isClosed);
        List<VirtualMailbox> runnable = runnable();
        int choices = runnable.size() + ioTasks.size();
        if (choices == 0) {
            return false;
        }
        int choice = random.nextInt(choices);
        if (choice < runnable.size()) {
            runnable.get(choice).turn();
        } else {
            runIo(ioTasks.remove(choice - runnable.size()));
        }
        return true;
    }

    private void runIo(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private List<VirtualMailbox> runnable() {
        return mailboxes.stream().filter(VirtualMailbox::isRunnable).toList();
    }

    /** Moves the clock to the next timer at or before {@code end} and posts all that fall due then. */
    private boolean fireNextTimers(long end) {
        timers.removeIf(VirtualTimer::isDead);
        VirtualTimer next = timers.peek();
        if (next == null || next.due() > end) {
            return false;
        }
        now = Math.max(now, next.due());
        while (!timers.isEmpty() && timers.peek().due() <= now) {
            timers.poll().fire();
        }
        return true;
    }

    private void throwFailures() {
        if (failures.isEmpty()) {
            return;
        }
        AssertionError error = failure("a message failed: " + failures.get(0), failures.get(0));
        failures.stream().skip(1).forEach(error::addSuppressed);
        failures.clear();
        throw error;
    }

    private AssertionError failure(String what, Throwable cause) {
        return new AssertionError("with seed " + seed + " (replay: -Dseed=" + seed + "): " + what, cause);
    }
}
