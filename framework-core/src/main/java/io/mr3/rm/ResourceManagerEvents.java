package io.mr3.rm;

import io.mr3.common.WorkerId;
import java.util.List;

/** What a resource manager says; on the mailbox of its driver, see there for order and exactly-once. */
public interface ResourceManagerEvents {
    /** The container is there and the worker's process (or thread) has been launched; it may still fail to come up. */
    void started(WorkerId worker, AllocatedContainer container);

    /** The request will not be granted, or what was granted could not be launched. */
    void requestFailed(WorkerId worker, RequestFailure failure);

    /**
     * The container's host is to be emptied: the worker should go once nobody needs it, and may be ended before. Between
     * {@link #started} and {@link #ended}, once.
     */
    void draining(WorkerId worker, String reason);

    /** The container is gone, whoever ended it. */
    void ended(WorkerId worker, ContainerExit exit);

    /** The hosts on which containers may run are now these; first once after start. */
    void nodesChanged(List<Node> nodes);

    /** The resource manager wants the application to end in good order; the answer is {@code finish}. */
    void shutdownRequested(String reason);

    /** The driver cannot go on. Nothing but {@code close} may be called afterwards, and no event follows. */
    void fatal(String reason);
}
