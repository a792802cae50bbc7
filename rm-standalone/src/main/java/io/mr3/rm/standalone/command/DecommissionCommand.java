package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster decommission}. */
@Command(
        name = "decommission",
        description =
                "Gives a node no new workers. Those that run may go on until the deadline; see status for when they"
                        + " have ended.")
final class DecommissionCommand implements Callable<Integer> {
    private static final long MILLIS = 1000;

    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "NODE", description = "name of a node, or of a host: then all nodes there")
    private String node;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description =
                    "after which workers there are ended, 0 for at once; default is to wait however long they take")
    private Long deadlineSeconds;

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (deadlineSeconds != null && (deadlineSeconds < 0 || deadlineSeconds > Integer.MAX_VALUE)) {
            throw new CommandFailure("--deadline: expected seconds, at least 0, got " + deadlineSeconds);
        }
        return options.order(
                options.home(),
                master -> master.decommission(node, deadlineSeconds == null ? -1 : deadlineSeconds * MILLIS));
    }
}
