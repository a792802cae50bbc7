package io.mr3.worker;

import io.mr3.rpc.proto.RoutedEvent;
import java.util.List;

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

    /** Where its threads are now, for the log of an attempt that does not stop. */
    String stacks();
}
