package io.mr3.rm.local;

import io.mr3.common.Resources;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerProvider;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The resource manager {@code local}: workers on this host. */
public final class LocalResourceManager implements ResourceManagerProvider {
    /** In which form workers run: {@code thread} or {@code process}. */
    public static final String WORKER_KEY = "mr3.local.worker";
    /** How many child processes may run at once. */
    public static final String WORKERS_KEY = "mr3.local.workers";

    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "local";
    }

    @Override
    public ResourceManagerDriver create(ResourceManagerContext context) {
        UnaryOperator<String> settings = context.settings();
        String kind = settings.apply(WORKER_KEY);
        int workers = 1;
        LocalForm form;
        if ("thread".equals(kind)) {
            if (context.inThisJvm() == null) {
                throw new IllegalArgumentException(
                        WORKER_KEY + ": expected process, got 'thread': this process runs no worker threads");
            }
            form = new ThreadForm(context.inThisJvm());
        } else if ("process".equals(kind)) {
            form = new ProcessForm(context.workDirectory());
            workers = number(settings.apply(WORKERS_KEY));
        } else {
            throw new IllegalArgumentException(WORKER_KEY + ": expected thread or process, got '" + kind + "'");
        }
        LocalSettings local = new LocalSettings(workers, host(), STOP_GRACE);
        return new LocalDriver(
                context.mailbox(),
                context.io(),
                local,
                form,
                InetAddress.getLoopbackAddress().getHostName());
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(WORKERS_KEY + ": expected a number, got '" + text + "'");
        }
    }

    /** The memory that the host has; cores are declared by users, not measured, so none is held back here. */
    private static Resources host() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Resources((int) (system.getTotalMemorySize() >> 20), Integer.MAX_VALUE);
    }
}
