package io.mr3.config;

/** Where the DAGAppMaster that clients of a data directory share runs. */
public enum MasterMode {
    /** A process beside the client that starts it. */
    CLIENT,
    /** In a container of the resource manager. */
    CLUSTER
}
