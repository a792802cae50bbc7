package io.mr3.benchmarks.standalone;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time of the calling thread over what is measured; the rest of the simulation is left out. */
final class Meter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private long nanos;

    void measure(Runnable work) {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        nanos += THREADS.getCurrentThreadCpuTime() - start;
    }

    /** What was measured since the last time this was asked, in nanoseconds. */
    long take() {
        long taken = nanos;
        nanos = 0;
        return taken;
    }
}
