package io.mr3.am.group;

/** The queues of a DAG's waiting requests, in the order in which the scheduler serves those of all DAGs. */
enum Queue {
    /** Producers whose output was lost, while somebody waits for it. */
    RERUNS,
    /** Attempts with nothing to wait for. */
    READY,
    /** Attempts whose sources have not all ended; they get what is left, but never all of it. */
    CONSUMERS
}
