package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster recommission}. */
@Command(name = "recommission", description = "Gives a node that was decommissioned workers again.")
final class RecommissionCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "NODE", description = "name of a node, or of a host: then all nodes there")
    private String node;

    @Override
    public Integer call() throws CommandFailure, IOException {
        return options.order(options.home(), master -> master.recommission(node));
    }
}
