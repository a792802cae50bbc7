package io.mr3.rm.standalone.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** One thing that is done to the file, on whichever thread comes to it first, and what is to be heard when it is done. */
final class JournalStep {
    /** What is done. */
    interface Work {
        void run() throws IOException;
    }

    private final Work work;
    private final List<Runnable> durable;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable failure;

    JournalStep(Work work, List<Runnable> durable) {
        this.work = work;
        this.durable = durable;
    }

    /**
     * Does the work unless somebody else does it.
     *
     * @param whenEnded runs afterwards on this thread, before {@link #await} returns elsewhere
     */
    void run(Runnable whenEnded) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            work.run();
        } catch (Throwable e) {
            failure = e;
        }
        whenEnded.run();
        ended.countDown();
    }

    /** Returns when the work is done, by whomever. */
    void await() throws InterruptedException {
        ended.await();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    List<Runnable> durable() {
        return durable;
    }
}
