package io.mr3.mailbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailboxes of a process: they take turns on a few threads, in the order in which they became runnable. A turn that
 * takes longer than 200 ms (a plug-in that blocks) gets its thread replaced, so it holds up its own mailbox only; after
 * ten seconds the stack of the blocked thread is logged once. All threads are daemons named after the pool.
 */
public final class MailboxPool implements Mailboxes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxPool.class);

    private final Duration replaceAfter;
    private final Duration reportAfter;
    private final Consumer<String> reports;
    private final BlockingQueue<PooledMailbox> runnable = new LinkedBlockingQueue<>();
    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ThreadFactory threadFactory;
    private final ScheduledThreadPoolExecutor scheduler;
    private final ExecutorService io;
    private volatile boolean closed;

    /**
     * Starts the pool.
     *
     * @param name prefix of thread names
     * @param threads how many turns run at once when none of them blocks
     */
    public MailboxPool(String name, int threads) {
        this(name, threads, Duration.ofMillis(200), Duration.ofSeconds(10), LOG::warn);
    }

    MailboxPool(String name, int threads, Duration replaceAfter, Duration reportAfter, Consumer<String> reports) {
        if (threads < 1) {
            throw new IllegalArgumentException("mailbox pool " + name + " needs at least 1 thread, got " + threads);
        }
        this.replaceAfter = replaceAfter;
        this.reportAfter = reportAfter;
        this.reports = reports;
        threadFactory = new DaemonThreads(name);
        scheduler = new ScheduledThreadPoolExecutor(1, new DaemonThreads(name + "-timer"));
        scheduler.setRemoveOnCancelPolicy(true);
        io = Executors.newCachedThreadPool(new DaemonThreads(name + "-io"));
        for (int i = 0; i < threads; i++) {
            startThread();
        }
        long period = Math.max(1, replaceAfter.toMillis() / 4);
        scheduler.scheduleWithFixedDelay(this::watchTurns, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public Mailbox create(String name, Owner owner) {
        return new PooledMailbox(this, name, owner);
    }

    /** {@inheritDoc} Work given after {@link #close} is dropped. What a task throws is logged. */
    @Override
    public Executor io() {
        return task -> {
            try {
                io.execute(() -> runIo(task));
            } catch (RejectedExecutionException e) {
                LOG.debug("dropped {}: the pool is closed", task);
            }
        };
    }

    /** Interrupts every thread and drops all that is queued; does not wait. Mailboxes of this pool are dead afterwards. */
    @Override
    public void close() {
        closed = true;
        scheduler.shutdownNow();
        io.shutdownNow();
        runnable.clear();
        threads.forEach(Thread::interrupt);
    }

    void enqueue(PooledMailbox mailbox) {
        runnable.add(mailbox);
    }

    /** Runs {@code onTime}, which only posts, after {@code delay}; null when the pool is closed. */
    Future<?> schedule(Duration delay, Runnable onTime) {
        try {
            return scheduler.schedule(onTime, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Threads that take turns now, blocked ones included. */
    int threadCount() {
        return threads.size();
    }

    private static void runIo(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("I/O task {} failed", task, e);
        }
    }

    private void startThread() {
        Thread thread = threadFactory.newThread(this::takeTurns);
        threads.add(thread);
        thread.start();
    }

    private void takeTurns() {
        Thread self = Thread.currentThread();
        try {
            boolean mine = true;
            while (mine && !closed) {
                PooledMailbox mailbox = runnable.take();
                Turn turn = new Turn(mailbox, self, System.nanoTime());
                turns.add(turn);
                mailbox.turn();
                turns.remove(turn);
                mine = turn.settle();
                Thread.interrupted(); // a message must not leave its interrupt to the next one
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends: the pool is closed", self.getName());
        } finally {
            threads.remove(self);
        }
    }

    private void watchTurns() {
        long now = System.nanoTime();
        for (Turn turn : turns) {
            long nanos = now - turn.startNanos();
            if (nanos > replaceAfter.toNanos() && turn.settle()) {
                startThread();
            }
            if (nanos > reportAfter.toNanos() && turn.reported().compareAndSet(false, true)) {
                reports.accept("mailbox " + turn.mailbox().name() + " has been busy with one turn for "
                        + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms; other mailboxes go on; its thread is at\n"
                        + stackOf(turn.thread()));
            }
        }
    }

    private static String stackOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n"));
    }
}
