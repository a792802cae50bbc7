package io.mr3.rm.standalone;

import io.mr3.common.WorkerId;
import io.mr3.rm.standalone.proto.ContainerName;

/**
 * One worker process of the cluster; never used for a second one.
 *
 * @param application id of the application that asked for it
 * @param worker the application's own number for it
 */
public record ContainerId(String application, long worker) {
    public static ContainerId of(String application, WorkerId worker) {
        return new ContainerId(application, worker.number());
    }

    public static ContainerId of(ContainerName name) {
        return new ContainerId(name.getApplication(), name.getWorker());
    }

    public ContainerName toMessage() {
        return ContainerName.newBuilder()
                .setApplication(application)
                .setWorker(worker)
                .build();
    }

    /** As it stands in logs and names of directories, e.g. {@code app-3f2a-0007_worker-12}. */
    @Override
    public String toString() {
        return application + "_worker-" + worker;
    }
}
