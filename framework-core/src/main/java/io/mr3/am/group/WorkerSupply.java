package io.mr3.am.group;

import io.mr3.common.WorkerId;

/** The broker, as its groups see it. Each call only posts a message; from any thread. */
interface WorkerSupply {
    /** Replaces what the group declared before. */
    void declare(String group, Need need);

    /** The worker has reported for duty: its start has succeeded. */
    void registered(WorkerId worker);
}
