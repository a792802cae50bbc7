package io.mr3.config;

/** How the workers of a ContainerGroup run. */
public enum WorkerFormKind {
    /** As the resource manager runs workers. */
    ANY,
    /** As a thread of the DAGAppMaster. */
    THREAD,
    /** As a process of its own. */
    PROCESS
}
