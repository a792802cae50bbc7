package io.mr3.daemon;

/**
 * A service that runs in every worker of some ContainerGroups. Configuration names it: {@code mr3.daemons} lists names, {@code
 * mr3.daemon.<name>.class} is a class that implements this, with a public constructor without parameters, on the class path of
 * DAGAppMaster and workers.
 */
public interface DaemonService {
    /**
     * Makes the master's side, once for each ContainerGroup.
     *
     * @throws Exception if the payload is not what this service expects; no DAG of the group runs then, and each fails with
     *     this reason
     */
    default DaemonTask createTask(DaemonSettings settings) throws Exception {
        return new DaemonTask() {};
    }

    /**
     * Makes the worker's side, once for each worker.
     *
     * @throws Exception if it cannot be; the worker stops
     */
    DaemonTaskAttempt createAttempt(DaemonSettings settings) throws Exception;
}
