package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.master.MasterKeys;
import io.mr3.rm.standalone.scheduler.SchedulerKeys;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3-cluster reload}. */
@Command(
        name = "reload",
        description =
                "Lets the master of this host read anew, while it runs, the settings of queues and which nodes may"
                        + " register. If anything in them is wrong, the old ones stay.")
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Override
    public Integer call() throws CommandFailure, IOException {
        ClusterHome home = options.home();
        home.requireMaster();
        Map<String, String> settings = new TreeMap<>(home.conf().explicit());
        settings.keySet()
                .removeIf(key -> !SchedulerKeys.isOfQueues(key) && !key.equals(MasterKeys.NODES_ALLOWED.name()));
        return options.order(home, master -> master.reload(settings));
    }
}
