package io.mr3.llap;

import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;

/**
 * Hive's columnar cache (LLAP I/O) in the workers of a ContainerGroup that has memory for it. The payload is lines {@code
 * key=value} of settings of Hive that begin with {@code hive.llap.}; they win over those of a hive-site.xml on the class path.
 */
public final class LlapIoService implements DaemonService {
    /** @throws IllegalArgumentException if the payload is something else */
    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        LlapIoSettings.ofPayload(settings);
        return new LlapIoTask();
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        return new LlapIoAttempt(settings.name(), LlapIoSettings.ofPayload(settings));
    }
}
