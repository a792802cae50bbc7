package io.mr3.config;

/** What the local resource manager starts. */
public enum LocalWorkerKind {
    /** One worker inside the DAGAppMaster's process. */
    THREAD,
    /** Processes on the same host. */
    PROCESS;

    /** Whether workers of a DAGAppMaster with these settings are threads of it, unless a ContainerGroup has it otherwise. */
    public static boolean isThread(Mr3Conf conf) {
        return conf.get(AmKeys.RESOURCE_MANAGER) == ResourceManagerKind.LOCAL
                && conf.get(AmKeys.LOCAL_WORKER) == THREAD;
    }
}
