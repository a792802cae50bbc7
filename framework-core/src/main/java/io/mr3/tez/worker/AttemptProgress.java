package io.mr3.tez.worker;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.CounterGroup;
import io.mr3.tez.TezCounterCodec;
import io.mr3.worker.AttemptListener;
import java.time.Duration;
import java.util.List;
import org.apache.tez.common.counters.TaskCounter;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.runtime.RuntimeTask;

/** Reports how far an attempt is: progress when it has changed, counters now and then, all at the end. */
final class AttemptProgress {
    private final AttemptId id;
    private final AttemptListener listener;
    private final AttemptClock clock;
    private final AttemptExecutor executor;
    private final long progressNanos;
    private final long counterNanos;
    private long progressDue;
    private long countersDue;
    private float reported;

    AttemptProgress(
            AttemptId id,
            AttemptListener listener,
            AttemptClock clock,
            AttemptExecutor executor,
            Duration progressInterval,
            Duration counterInterval) {
        this.id = id;
        this.listener = listener;
        this.clock = clock;
        this.executor = executor;
        this.progressNanos = progressInterval.toNanos();
        this.counterNanos = counterInterval.toNanos();
        this.progressDue = System.nanoTime() + progressNanos;
        this.countersDue = System.nanoTime() + counterNanos;
    }

    long nanosUntilDue() {
        return Math.max(0, progressDue - System.nanoTime());
    }

    /** Reports what is new, if a report is due and there is something. */
    void report(RuntimeTask task) {
        long now = System.nanoTime();
        if (now - progressDue < 0) {
            return;
        }
        progressDue = now + progressNanos;
        if (!task.hasInitialized()) {
            return;
        }
        AttemptStatus.Builder status = AttemptStatus.newBuilder()
                .setProgress(task.getProgress())
                .setProgressNotified(task.getAndClearProgressNotification());
        if (now - countersDue >= 0) {
            countersDue = now + counterNanos;
            status.addAllCounters(counters(task));
        }
        if (status.getProgress() != reported || status.getProgressNotified() || status.getCountersCount() > 0) {
            reported = status.getProgress();
            listener.report(AttemptReport.newBuilder()
                    .setAttemptId(id.toString())
                    .setStatus(status)
                    .build());
        }
    }

    /** The last word; {@code task} is null if Tez never got that far. */
    AttemptStatus last(RuntimeTask task, boolean succeeded) {
        AttemptStatus.Builder status = AttemptStatus.newBuilder();
        if (task != null) {
            status.setProgress(succeeded ? 1 : task.getProgress()).addAllCounters(counters(task));
        }
        return status.build();
    }

    private List<CounterGroup> counters(RuntimeTask task) {
        TezCounters counters = task.getCounters();
        AttemptClock.Reading time = clock.read();
        counters.findCounter(TaskCounter.WALL_CLOCK_MILLISECONDS).setValue(time.wall());
        counters.findCounter(TaskCounter.CPU_MILLISECONDS).setValue(time.cpu());
        counters.findCounter(TaskCounter.GC_TIME_MILLIS).setValue(time.gc());
        executor.addTo(counters);
        return TezCounterCodec.toWire(counters);
    }
}
