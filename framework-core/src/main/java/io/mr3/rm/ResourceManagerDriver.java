package io.mr3.rm;

import io.mr3.common.WorkerId;
import java.util.concurrent.CompletionStage;

/**
 * Talks to a resource manager on behalf of one DAGAppMaster.
 *
 * <p><b>Thread.</b> All verbs are called on the mailbox of the {@link ResourceManagerContext}, and all events and
 * futures come back there, never on the caller's stack. No verb blocks, however slow the resource manager is.
 *
 * <p><b>Order and number.</b> A request ends in exactly one of {@code started}, {@code requestFailed} or a {@link
 * #cancel}. A started container ends in exactly one {@code ended}, which never comes before its {@code started}. After
 * {@link #cancel} no event names that worker: a grant that is already on its way is handed back by the driver itself.
 * Whatever nobody asked for (a surplus container, a late offer, an unknown task) is handed back, not leaked. A status
 * that is repeated is harmless.
 */
public interface ResourceManagerDriver extends AutoCloseable {
    /**
     * Registers with the resource manager.
     *
     * @return what it offers; failed with an {@link java.io.IOException} that tells in one line why it cannot be used
     * @throws IllegalStateException if called a second time
     */
    CompletionStage<Registration> start(ResourceManagerEvents events);

    /**
     * Asks for one container and has the worker launched in it. It may take any time to be granted.
     *
     * @throws IllegalStateException if not started, or if this worker was asked for before
     */
    void request(ContainerRequest request);

    /** Takes back a request that has not been answered; otherwise ignored. */
    void cancel(WorkerId worker);

    /**
     * Ends a started container: the worker is asked to end, and killed with all its processes some seconds later. Its
     * {@code ended} follows, as {@link ContainerExit.Cause#RELEASED}. Ignored for a worker that is not started or has
     * ended. A driver without {@link Capability#FENCES} only asks.
     */
    void release(WorkerId worker);

    /**
     * Cancels and releases everything, and unregisters. No event comes after the future has completed.
     *
     * @param diagnostics one line for people
     */
    CompletionStage<Void> finish(FinalStatus status, String diagnostics);

    /**
     * Drops everything at once without unregistering: containers on this host are killed when this returns, no event
     * follows. From any thread, also from a shutdown hook; harmless after {@link #finish} or a second time.
     */
    @Override
    void close();
}
