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
import java.util.function.Predicate;

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
    private final VirtualProcess own = new VirtualProcess(this);
    private final List<IoTask> ioTasks = new ArrayList<>();
    private final PriorityQueue<VirtualTimer> timers = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Runnable afterEachStep = () -> {};
    private boolean failuresExpected;
    private long now;
    private long timersMade;

    private record IoTask(Runnable work, VirtualProcess process) {
        boolean isRunnable() {
            return process.isRunning();
        }
    }

    /** Every choice follows from {@code seed}; see {@link Seeds}. */
    public VirtualMailboxes(long seed) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    @Override
    public Mailbox create(String name, Owner owner) {
        return create(name, owner, own);
    }

    Mailbox create(String name, Owner owner, VirtualProcess process) {
        VirtualMailbox mailbox = new VirtualMailbox(this, process, name, owner);
        mailboxes.add(mailbox);
        return mailbox;
    }

    /** A process beside the one that all else belongs to. */
    public VirtualProcess process() {
        return new VirtualProcess(this);
    }

    /** {@inheritDoc} Each task is a step of its own; tasks run in any order. */
    @Override
    public Executor io() {
        return own.io();
    }

    void runLater(Runnable task, VirtualProcess process) {
        checkThread();
        if (process.isAlive()) {
            ioTasks.add(new IoTask(task, process));
        }
    }

    /** Forgets all that belongs to a process. */
    void drop(VirtualProcess process) {
        mailboxes.stream().filter(mailbox -> mailbox.isOf(process)).forEach(VirtualMailbox::close);
        ioTasks.removeIf(task -> task.process == process);
    }

    /** {@code check} runs after each step; what it throws ends the run. */
    public VirtualMailboxes afterEachStep(Runnable check) {
        afterEachStep = check;
        return this;
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
        for (int steps = 0; failures.isEmpty() && !condition.getAsBoolean(); steps++) {
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

    /** Names of mailboxes that are not closed. */
    public List<String> openMailboxes() {
        return mailboxes.stream()
                .filter(mailbox -> !mailbox.isClosed())
                .map(VirtualMailbox::toString)
                .toList();
    }

    /** Messages that wait for their time: the names of their mailboxes, and how many seconds are left. */
    public List<String> pendingTimers() {
        return timers.stream()
                .filter(timer -> !timer.isDead())
                .map(timer -> timer + " in " + (timer.due() - now) / 1_000_000_000 + " s")
                .toList();
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
        int mailboxChoices = count(mailboxes, VirtualMailbox::isRunnable);
        int choices = mailboxChoices + count(ioTasks, IoTask::isRunnable);
        if (choices == 0) {
            return false;
        }
        int choice = random.nextInt(choices);
        if (choice < mailboxChoices) {
            nth(mailboxes, VirtualMailbox::isRunnable, choice).turn();
        } else {
            IoTask task = nth(ioTasks, IoTask::isRunnable, choice - mailboxChoices);
            ioTasks.remove(task);
            runIo(task.work);
        }
        afterEachStep.run();
        return true;
    }

    private static <T> int count(List<T> all, Predicate<T> wanted) {
        int count = 0;
        for (T one : all) {
            count += wanted.test(one) ? 1 : 0;
        }
        return count;
    }

    private static <T> T nth(List<T> all, Predicate<T> wanted, int n) {
        int before = 0;
        for (T one : all) {
            if (wanted.test(one) && before++ == n) {
                return one;
            }
        }
        throw new IllegalArgumentException("expected more than " + n + ", got " + before);
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
        while (!timers.isEmpty() && timers.peek().isDead()) {
            timers.remove();
        }
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
