package io.mr3.daemon;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A service in one worker. It starts before the worker accepts tasks, has no inputs and outputs of any DAG, and ends with the
 * worker. What it needs besides, threads, sockets or files, it makes for itself.
 *
 * <p>All methods are called one after another, on a thread of this attempt's. One that throws ends the worker, since tasks count
 * on the service: a new one starts in its place, and its attempt catches up.
 */
public interface DaemonTaskAttempt extends AutoCloseable {
    /**
     * Begins to serve; {@code context} may be kept. The history follows by {@link #handle}, and only then does the worker accept
     * tasks.
     *
     * @return where and how the service is reached, for its {@link DaemonTask} and, under the daemon's name, for tasks: Tez's
     *     {@code TaskContext.getServiceProviderMetaData}
     * @throws Exception if the service can't run here: the worker stops
     */
    ByteString initialize(Context context) throws Exception;

    /** An event of the {@link DaemonTask}: first those of the history, then each new one, in one order for all attempts. */
    default void handle(ByteString event) throws Exception {}

    /** A DAG is about to run here; its first task starts when all daemons have returned from this. */
    default void dagJoined(Dag dag) throws Exception {}

    /**
     * A DAG runs here no more.
     *
     * @return completes when the service has let go of the DAG's files, which are then removed
     */
    default CompletionStage<Void> dagLeft(String dag) throws Exception {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * The worker has come to another ContainerGroup with a service of the same name, class and payload, whose entire history follows:
     * forgets all that events have told, and serves on, since outputs of tasks and tasks themselves may count on what it holds.
     *
     * @return false if it can't: then it is closed, and another attempt is made in its place, which is told of all DAGs
     */
    default boolean forget() throws Exception {
        return false;
    }

    /** The worker ends, and no task runs any more. Also after {@link #initialize} has thrown. */
    @Override
    default void close() throws Exception {}

    /** The worker, as a daemon sees it. */
    interface Context {
        /** Id of the worker. */
        String worker();

        /** Name of the worker's host, as it is known to other workers. */
        String host();

        /** Attempts of the slot's size that the worker runs at once. */
        int slots();

        /** Memory of all tasks of the worker together. */
        long taskMemoryBytes();

        /** Memory that the group's workers have for caches, beside that of tasks. */
        long cacheBytes();

        /** Sends something to the {@link DaemonTask}; from any thread, never blocks. */
        void send(ByteString message);

        /** The service cannot go on, for a reason found on a thread of its own: ends the worker. From any thread. */
        void fail(Throwable cause);
    }

    /**
     * A DAG that runs in the worker.
     *
     * @param user on whose behalf
     * @param localDirs where its tasks write, one for each disk
     * @param sessionToken the secret that its tasks share, for instance to ask for its outputs
     */
    record Dag(String id, String user, List<Path> localDirs, ByteString sessionToken) {
        public Dag {
            localDirs = List.copyOf(localDirs);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return id + " of " + user;
        }
    }
}
