package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
        try (OperatorClient master = options.home().operator()) {
            String done = master.recommission(node);
            options.common().print(JsonNodeFactory.instance.objectNode().put("done", done), done + "\n");
        }
        return 0;
    }
}
