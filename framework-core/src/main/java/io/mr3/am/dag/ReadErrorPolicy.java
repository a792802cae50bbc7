package io.mr3.am.dag;

import io.mr3.common.TaskId;
import io.mr3.rpc.proto.ReadError;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Decides when complaints about an output are enough to make it again. */
final class ReadErrorPolicy {
    private final DagSettings settings;

    ReadErrorPolicy(DagSettings settings) {
        this.settings = settings;
    }

    /** Which consumers have complained of the output of one attempt, and when first. */
    static final class Complaints {
        private final Map<TaskId, Long> firstNanos = new HashMap<>();
    }

    /**
     * Takes note of a complaint.
     *
     * @param running consumers that run at present
     * @param nanos monotonic time
     * @return whether the output is to be made again
     */
    boolean isLost(Complaints complaints, TaskId consumer, ReadError error, int running, long nanos) {
        long first = complaints.firstNanos.computeIfAbsent(consumer, c -> nanos);
        int reporters = complaints.firstNanos.size();
        return error.getLocalFetch()
                || error.getDiskErrorAtSource()
                || TimeUnit.NANOSECONDS.toMillis(nanos - first) >= settings.maxReadErrorMillis()
                || reporters >= settings.maxReadFailures()
                || reporters > settings.maxReadFailureFraction() * running;
    }
}
