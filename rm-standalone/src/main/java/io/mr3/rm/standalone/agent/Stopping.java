package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.proto.ContainerEnd;
import java.time.Duration;

/** How a container that is to end is made to: asked, killed after a grace, killed again while it lives. On the mailbox. */
final class Stopping {
    /** A process that waits for a disk dies when that answers. */
    private static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    private final ContainerHost host;
    private final Runnable kill;
    private final Runnable ask;
    private ContainerEnd reason;
    private Duration grace;
    private boolean asked;
    private boolean killed;
    /** Grows with each process and each shorter grace: timers of before do nothing. */
    private int round;

    Stopping(ContainerHost host, Runnable kill, Runnable ask) {
        this.host = host;
        this.kill = kill;
        this.ask = ask;
    }

    boolean isRequested() {
        return reason != null;
    }

    /** Whether the process was killed: it has no word to say. */
    boolean hasKilled() {
        return killed;
    }

    /** Why; of several requests that of the first. */
    ContainerEnd reason() {
        return reason;
    }

    /** It is to end within {@code within}; of several requests the shortest counts. */
    void request(ContainerEnd why, Duration within) {
        reason = reason == null ? why : reason;
        grace = grace == null || within.compareTo(grace) < 0 ? within : grace;
    }

    /** A process runs: does to it what was requested, if anything was. */
    void begin() {
        if (!isRequested() || killed) {
            return;
        }
        int mine = ++round;
        if (grace.isZero()) {
            killNow(mine);
            return;
        }
        if (!asked) {
            asked = true;
            ask.run();
        }
        host.after(grace, () -> killNow(mine));
    }

    /** The process has ended. */
    void over() {
        round++;
    }

    private void killNow(int of) {
        if (of == round) {
            killed = true;
            kill.run();
            host.after(KILL_AGAIN, () -> killNow(of));
        }
    }
}
