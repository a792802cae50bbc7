package io.mr3.am.group;

import io.mr3.common.WorkerId;
import io.mr3.rm.AllocatedContainer;

/**
 * A group, as the broker sees it. Each call only posts a message. Of each worker: requested, then started, then
 * ended.
 */
interface WorkerEvents {
    /** The broker has asked the resource manager for this worker. */
    void requested(WorkerId worker);

    /** Its container is there; the worker may connect at any moment, also before this is heard. */
    void started(WorkerId worker, AllocatedContainer container);

    /** It is gone, or never came: the last that is heard of it. */
    void ended(WorkerId worker, String reason);

    /** Starts fail; the broker goes on trying while workers are wanted. */
    void startsFail(StartTrouble trouble);

    /** Hosts that the resource manager has. */
    void nodes(int count);
}
