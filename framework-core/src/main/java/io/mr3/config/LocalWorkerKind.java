package io.mr3.config;

/** What the local resource manager starts. */
public enum LocalWorkerKind {
    /** One worker inside the DAGAppMaster's process. */
    THREAD,
    /** Processes on the same host. */
    PROCESS
}
