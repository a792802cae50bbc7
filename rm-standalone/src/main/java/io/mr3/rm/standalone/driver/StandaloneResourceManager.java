package io.mr3.rm.standalone.driver;

import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerProvider;
import io.mr3.rm.standalone.ClusterFiles;
import java.util.Random;

/** The resource manager {@code standalone}: workers are processes that node agents of the cluster launch. */
public final class StandaloneResourceManager implements ResourceManagerProvider {
    @Override
    public String name() {
        return "standalone";
    }

    @Override
    public ResourceManagerDriver create(ResourceManagerContext context) {
        DriverSettings settings = DriverSettings.of(context.conf());
        MasterDialer dialer = new RpcDialer(settings.master(), ClusterFiles.secret(context.conf()), context.io());
        return new StandaloneDriver(context.mailbox(), context.io(), settings, dialer, new Random());
    }
}
