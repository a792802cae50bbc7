package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import java.time.Duration;

/**
 * How a container that is to end is made to: asked; told to print its threads after a grace, so that its output says why it
 * has not ended; killed a moment later, and again while it lives. One without a grace is killed at once, but one that hangs is
 * told to print its threads as well. On the mailbox.
 */
final class Stopping {
    /** What can be done to the process of a container. */
    interface Means {
        void ask();

        void dumpThreads();

        void kill();
    }

    /** A JVM prints its threads meanwhile. */
    static final Duration DUMP_TAKES = Duration.ofMillis(500);

    /** A process that waits for a disk dies when that answers. */
    private static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    private final ContainerHost host;
    private final Means means;
    private ContainerEnd reason;
    private Duration grace;
    private boolean asked;
    private boolean dumped;
    private boolean killed;
    /** Grows with each process and each shorter grace: timers of before do nothing. */
    private int round;

    Stopping(ContainerHost host, Means means) {
        this.host = host;
        this.means = means;
    }

    boolean isRequested() {
        return reason != null;
    }

    /** Whether the process was killed: it has no word to say. */
    boolean hasKilled() {
        return killed;
    }

    /** Why; of several requests that of the first, but for one that was made since it hangs. */
    ContainerEnd reason() {
        return reason;
    }

    /** Whether its process alone is to end, since it hangs: nobody wants the container to end. */
    boolean isForHang() {
        return reason != null && reason.getCause() == Cause.HUNG;
    }

    /** Forgets the request: another process runs, or will. */
    void forget() {
        round++;
        reason = null;
        grace = null;
        asked = false;
        dumped = false;
        killed = false;
    }

    /** It is to end within {@code within}; of several requests the shortest counts. */
    void request(ContainerEnd why, Duration within) {
        reason = reason == null || isForHang() ? why : reason;
        grace = grace == null || within.compareTo(grace) < 0 ? within : grace;
    }

    /** A process runs: does to it what was requested, if anything was. */
    void begin() {
        if (!isRequested() || killed) {
            return;
        }
        int mine = ++round;
        if (grace.isZero()) {
            if (isForHang()) {
                graceIsOver(mine);
            } else {
                killNow(mine);
            }
            return;
        }
        if (!asked) {
            asked = true;
            means.ask();
        }
        host.after(grace, () -> graceIsOver(mine));
    }

    /** The process has ended. */
    void over() {
        round++;
    }

    private void graceIsOver(int of) {
        if (of != round) {
            return;
        }
        if (dumped) {
            killNow(of);
            return;
        }
        dumped = true;
        means.dumpThreads();
        host.after(DUMP_TAKES, () -> killNow(of));
    }

    private void killNow(int of) {
        if (of == round) {
            killed = true;
            means.kill();
            host.after(KILL_AGAIN, () -> killNow(of));
        }
    }
}
