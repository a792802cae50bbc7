package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code mr3-cluster stop}; harmless if nothing runs. */
@Command(
        name = "stop",
        description = "Ends the master, all node agents and all their workers, and returns when they are gone.")
final class StopCommand implements Callable<Integer> {
    @ParentCommand
    private ClusterCommand cluster;

    @Mixin
    private ClusterOptions options;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Console console = options.console();
        new ClusterStop(options.home(), cluster.tools(), console).all();
        String state = console.exitCode() == 0 ? "stopped" : "unknown";
        options.common().print(JsonNodeFactory.instance.objectNode().put("state", state), "");
        return console.exitCode();
    }
}
