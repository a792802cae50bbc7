package io.mr3.rm;

import java.io.IOException;
import java.util.function.Consumer;

/** Runs a worker inside this JVM. */
public interface WorkerLauncher {
    /**
     * Starts the worker; on a thread that may block.
     *
     * @param ended to be called exactly once, when nothing of the worker runs any more; from any thread
     * @throws IOException if it cannot start, with the reason in one line; {@code ended} is then not called
     */
    Running launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException;

    /** A worker that runs. */
    interface Running {
        /** Asks it to end; returns at once, harmless a second time. From any thread. */
        void stop(String reason);
    }
}
