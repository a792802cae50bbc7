package io.mr3.rm.local;

import io.mr3.common.Resources;
import io.mr3.config.AmKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerProvider;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;

/** The resource manager {@code local}: workers on this host, in the form that {@code mr3.local.worker} names. */
public final class LocalResourceManager implements ResourceManagerProvider {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "local";
    }

    @Override
    public ResourceManagerDriver create(ResourceManagerContext context) {
        Mr3Conf conf = context.conf();
        boolean thread = conf.get(AmKeys.LOCAL_WORKER) == LocalWorkerKind.THREAD;
        if (thread && context.inThisJvm() == null) {
            throw new IllegalArgumentException(AmKeys.LOCAL_WORKER.name()
                    + ": expected process, got 'thread': this process runs no worker threads");
        }
        LocalForm processes = new ProcessForm(context.workDirectory());
        LocalForm form = thread ? new MixedForm(new ThreadForm(context.inThisJvm()), processes) : processes;
        int most = conf.get(AmKeys.LOCAL_MAX_WORKERS);
        return new LocalDriver(
                context.mailbox(),
                context.io(),
                new LocalSettings(most == 0 ? Integer.MAX_VALUE : most, host(), STOP_GRACE),
                form,
                InetAddress.getLoopbackAddress().getHostName());
    }

    /** The memory that the host has; cores are declared by users, not measured, so none is held back here. */
    private static Resources host() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Resources((int) (system.getTotalMemorySize() >> 20), Integer.MAX_VALUE);
    }
}
