package io.mr3.am.group;

import io.mr3.common.WorkerId;

/** The broker, as its groups see it. Each call only posts a message; from any thread. */
interface WorkerSupply {
    /** Replaces what the group declared before. */
    void declare(String group, Need need);

    /** The worker is in service: its start has succeeded. */
    void registered(WorkerId worker);

    /** The worker has said that it can't serve, and ends: its start has failed, for this reason. */
    void unfit(WorkerId worker, String reason);
}
