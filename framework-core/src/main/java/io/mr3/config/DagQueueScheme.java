package io.mr3.config;

/** How DAGs share the slots of a ContainerGroup. */
public enum DagQueueScheme {
    /** One queue in which the oldest DAG goes first. */
    COMMON,
    /** Equal shares of memory for all DAGs. */
    INDIVIDUAL,
    /** Named queues with guaranteed shares; equal shares for the DAGs of one queue. */
    CAPACITY
}
