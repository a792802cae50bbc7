package io.mr3.rm.standalone.agent;

import java.time.Duration;
import java.util.OptionalInt;

/** Tells from one look after another at a process whether it has ended, and how. Not thread-safe. */
final class ExitWatch {
    /** A process is gone; its script may be about to say how. */
    private static final Duration STATUS_COMES_WITHIN = Duration.ofSeconds(2);

    private boolean isGone;
    private long goneSinceNanos;

    /** A new process is looked at from here on. */
    void begin() {
        isGone = false;
    }

    /**
     * Judges one look.
     *
     * @param killed whether it was killed: then it has no word to say
     * @return its exit status, maybe {@link ExitStatus#UNKNOWN}; empty while it has not ended, or may still say how
     */
    OptionalInt judge(Sight sight, boolean killed, long nanoTime) {
        boolean wasGone = isGone;
        isGone = sight.kind() == Sight.Kind.GONE;
        goneSinceNanos = wasGone ? goneSinceNanos : nanoTime;
        if (sight.kind() == Sight.Kind.ENDED) {
            return OptionalInt.of(sight.status());
        }
        if (isGone && killed) {
            return OptionalInt.of(ExitStatus.KILLED);
        }
        boolean isOver = isGone && nanoTime - goneSinceNanos >= STATUS_COMES_WITHIN.toNanos();
        return isOver ? OptionalInt.of(ExitStatus.UNKNOWN) : OptionalInt.empty();
    }
}
