package io.mr3.am.lease;

import io.mr3.common.WorkerId;

/**
 * A registered worker, as others than its group see it.
 *
 * @param host its canonical host name
 * @param logFile where to look when an attempt of this worker fails
 */
public record WorkerRef(WorkerId id, String group, String host, String logFile) {
    /** The finest location there is: {@code worker-3@host}. */
    public String location() {
        return id + "@" + host;
    }
}
