package io.mr3.daemon;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A service of one ContainerGroup, in the DAGAppMaster. It owns the state that all its {@linkplain DaemonTaskAttempt attempts}
 * share, one in each worker, and keeps theirs equal by events: each event goes to all attempts in one order, and a new attempt
 * is given the entire history in that order before its worker accepts tasks.
 *
 * <p>It lives as long as its group, whatever DAGs come and go. All methods are called one after another, on a thread of this
 * daemon's; one that blocks holds up this daemon alone. One that throws ends the group: its DAGs fail with that reason.
 */
public interface DaemonTask extends AutoCloseable {
    /** First of all; {@code context} may be kept. */
    default void start(Context context) throws Exception {}

    /** An attempt has handled the history, and its worker accepts tasks from now on. */
    default void attemptReady(Attempt attempt) throws Exception {}

    /** The worker of an attempt that was ready is gone. */
    default void attemptEnded(Attempt attempt, String reason) throws Exception {}

    /** The worker of an attempt that was ready has gone to another ContainerGroup, and serves on there. */
    default void attemptMoved(Attempt attempt) throws Exception {
        attemptEnded(attempt, "it has gone to another group");
    }

    /** What an attempt sent by {@link DaemonTaskAttempt.Context#send}, in the order in which it did. */
    default void received(Attempt attempt, ByteString message) throws Exception {}

    /** A DAG has come to the group. */
    default void dagJoined(String dag) throws Exception {}

    /** A DAG has left the group. */
    default void dagLeft(String dag) throws Exception {}

    /**
     * Called when the history has grown since it was last compacted; attempts that come later are given what this returns in its
     * place, so it must lead an attempt that knows nothing to the same state.
     *
     * @param history events in their order, the first of them perhaps the result of an earlier compaction
     * @return the history itself if it cannot be shortened
     */
    default List<ByteString> compact(List<ByteString> history) throws Exception {
        return history;
    }

    /** The group has ended. */
    @Override
    default void close() throws Exception {}

    /** The group, as its daemon sees it. */
    interface Context {
        /** Name of the ContainerGroup. */
        String group();

        /** Appends an event to the history and sends it to all attempts; from any thread, never blocks. */
        void broadcast(ByteString event);
    }

    /**
     * An attempt that is ready.
     *
     * @param worker id of its worker
     * @param location of its worker, {@code worker-3@host}: also a location hint for tasks
     * @param metadata what its {@link DaemonTaskAttempt#initialize} returned
     */
    record Attempt(String worker, String location, ByteString metadata) {}
}
