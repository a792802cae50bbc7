package io.mr3.tez.worker;

import io.mr3.rpc.proto.RoutedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.tez.runtime.RuntimeTask;
import org.apache.tez.runtime.api.impl.TezEvent;
import org.apache.tez.runtime.task.TezTaskRunner2;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second thread of an attempt: hands it its events as fast as it takes them, looks at its progress, and kills it.
 * Each of these may block in the attempt's own code, so none may be done on the worker's mailbox.
 */
final class AttemptCompanion implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptCompanion.class);
    /** Tez says how many events a task takes now, but not when it takes more. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final BlockingQueue<Consumer<AttemptCompanion>> wishes;
    private final TezTaskRunner2 runner;
    private final AttemptReporter reporter;
    private final IncomingEvents events;
    private final AttemptProgress progress;
    private final Deque<TezEvent> backlog = new ArrayDeque<>();
    private boolean done;

    /**
     * A companion of what {@code runner} runs.
     *
     * @param wishes what others want of it; may be filled before and after it lives
     */
    AttemptCompanion(
            BlockingQueue<Consumer<AttemptCompanion>> wishes,
            TezTaskRunner2 runner,
            AttemptReporter reporter,
            IncomingEvents events,
            AttemptProgress progress) {
        this.wishes = wishes;
        this.runner = runner;
        this.reporter = reporter;
        this.events = events;
        this.progress = progress;
    }

    @Override
    public void run() {
        while (!done) {
            try {
                Consumer<AttemptCompanion> wish = wishes.poll(patience(), TimeUnit.NANOSECONDS);
                for (; wish != null && !done; wish = wishes.poll()) {
                    wish.accept(this);
                }
                RuntimeTask task = reporter.task();
                if (task != null && !done) {
                    handOver(task);
                    progress.report(task);
                }
            } catch (InterruptedException e) {
                LOG.debug("interrupted by the attempt; goes on until it is told to stop");
            } catch (Throwable e) {
                LOG.error("the attempt cannot be served", e);
                reporter.failed(e);
                runner.killTask();
                backlog.clear();
            }
        }
    }

    /** Wish: events for the attempt, behind those of earlier wishes. */
    void add(List<RoutedEvent> more) {
        for (RoutedEvent event : more) {
            backlog.add(events.toTez(event));
        }
    }

    /** Wish: the attempt shall end. Blocks until its abort method returns. */
    void kill() {
        runner.killTask();
    }

    /** Wish: nothing is left to do. */
    void stop() {
        done = true;
    }

    private long patience() {
        return backlog.isEmpty() || reporter.task() == null ? progress.nanosUntilDue() : RETRY_NANOS;
    }

    private void handOver(RuntimeTask task) {
        int room = Math.min(backlog.size(), task.getMaxEventsToHandle());
        if (room > 0) {
            List<TezEvent> batch = new ArrayList<>(room);
            while (batch.size() < room) {
                batch.add(backlog.poll());
            }
            task.handleEvents(batch);
        }
    }
}
