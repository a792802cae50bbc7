package io.mr3.rm;

/** How a DAGAppMaster ends, as the resource manager is told. */
public enum FinalStatus {
    SUCCEEDED,
    FAILED,
    KILLED
}
