package io.mr3.worker;

import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.RoutedEvent;
import java.util.List;
import java.util.Optional;

/**
 * An attempt that has been launched and has not made its last report. No call blocks; all are harmless after the end.
 */
public interface RunningAttempt {
    /** Events for it, behind those that came before. */
    void deliver(List<RoutedEvent> events);

    /** Answers its question whether it may commit. */
    void answerCommit(boolean granted);

    /** Asks it to stop; its last report follows. */
    void kill(String reason);

    /** What it has said of its end, while it still runs; empty if it was not asked to stop, or has said nothing. */
    Optional<AttemptEnd> announcedEnd();

    /** How it ends if one of its threads is ending the whole process; empty if none is. */
    Optional<AttemptEnd> endOfProcess();

    /** Where its threads are now, for the log of an attempt that does not stop. */
    String stacks();
}
