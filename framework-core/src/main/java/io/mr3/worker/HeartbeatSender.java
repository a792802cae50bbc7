package io.mr3.worker;

import io.mr3.mailbox.Mailbox;
import io.mr3.rpc.proto.Heartbeat;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Signs of life, each of which the group answers. Silence is counted in beats, not by the clock: while this process stands still
 * it sends none, and what was said to it meanwhile is still to be read. On the worker's mailbox.
 */
final class HeartbeatSender {
    private final Mailbox mailbox;
    private final Consumer<Heartbeat> send;
    private final Consumer<WorkerEnd> silent;
    private boolean stopped;
    /** Beats since the group was heard last. */
    private int unanswered;

    /**
     * Sends nothing yet.
     *
     * @param silent hears of it when nothing was heard for too long
     */
    HeartbeatSender(Mailbox mailbox, Consumer<Heartbeat> send, Consumer<WorkerEnd> silent) {
        this.mailbox = mailbox;
        this.send = send;
        this.silent = silent;
    }

    /**
     * Beats from here on.
     *
     * @param silenceLimit zero for none
     * @throws IllegalArgumentException if there is no time between beats
     */
    void start(Duration interval, Duration silenceLimit) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("expected a heartbeat interval above 0, got " + interval);
        }
        mailbox.after(interval, () -> {
            Duration silence = interval.multipliedBy(unanswered);
            if (!stopped && !silenceLimit.isZero() && silence.compareTo(silenceLimit) >= 0) {
                silent.accept(new WorkerEnd(
                        WorkerEnd.LOST, "nothing was heard of the group for " + silence.toMillis() + " ms"));
            }
            if (!stopped) {
                unanswered++;
                Runtime jvm = Runtime.getRuntime();
                send.accept(Heartbeat.newBuilder()
                        .setUsedMemoryBytes(jvm.totalMemory() - jvm.freeMemory())
                        .build());
                start(interval, silenceLimit);
            }
        });
    }

    /** The group was heard. */
    void answered() {
        unanswered = 0;
    }

    /** No more beats. */
    void stop() {
        stopped = true;
    }
}
