package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.ContainerId;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster thread-dump}. */
@Command(
        name = "thread-dump",
        description = "Has a worker print what its threads do into its output, and says where that is.")
final class ThreadDumpCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "WORKER", description = "name of a worker, as status shows it")
    private String worker;

    @Override
    public Integer call() throws CommandFailure, IOException {
        ContainerId id = WorkerName.parse(worker);
        return options.order(options.home(), master -> master.dumpThreads(id));
    }
}
