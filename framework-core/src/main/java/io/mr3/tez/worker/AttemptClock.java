package io.mr3.tez.worker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How much time an attempt has used: wall clock, CPU of its threads, and its part of the process's garbage collection,
 * which is the part that its CPU time is of the process's. A thread that ends between two readings counts up to the
 * reading before. Thread-safe.
 */
final class AttemptClock {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ThreadGroup group;
    /** Thread id to its CPU time when the attempt began; 0 for threads made since. */
    private final Map<Long, Long> before = new HashMap<>();

    private final Map<Long, Long> latest = new HashMap<>();
    private final long beganNanos = System.nanoTime();
    private final long gcBefore = gcMillis();
    private final long processCpuBefore = processCpuNanos();

    /** Milliseconds. */
    record Reading(long wall, long cpu, long gc) {}

    /** Starts with what the threads of {@code group} have used until now. */
    AttemptClock(ThreadGroup group) {
        this.group = group;
        readThreads(before);
    }

    synchronized Reading read() {
        readThreads(latest);
        long cpuNanos = 0;
        for (Map.Entry<Long, Long> thread : latest.entrySet()) {
            cpuNanos += Math.max(0, thread.getValue() - before.getOrDefault(thread.getKey(), 0L));
        }
        long processNanos = processCpuNanos() - processCpuBefore;
        double part = processNanos <= 0 ? 0 : Math.min(1, cpuNanos / (double) processNanos);
        return new Reading(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos),
                TimeUnit.NANOSECONDS.toMillis(cpuNanos),
                Math.round((gcMillis() - gcBefore) * part));
    }

    private void readThreads(Map<Long, Long> into) {
        for (Thread thread : AttemptGroups.threads(group)) {
            long nanos = THREADS.getThreadCpuTime(thread.getId());
            if (nanos >= 0) {
                into.put(thread.getId(), nanos);
            }
        }
    }

    private static long processCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : -1;
    }

    private static long gcMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }
}
