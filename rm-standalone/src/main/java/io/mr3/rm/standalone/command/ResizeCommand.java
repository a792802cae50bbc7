package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.proto.Amount;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster resize}. */
@Command(
        name = "resize",
        description =
                "Has a node offer more or less, until its agent starts anew. What runs there stays, even if it is more.")
final class ResizeCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "NODE", description = "name of a node, or of a host: then each node there")
    private String node;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            description = "of all its workers together, or like 4g; default is as it is")
    private String memory;

    @Option(names = "--cores", paramLabel = "N", description = "of all its workers together; default is as it is")
    private Integer cores;

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (memory == null && cores == null) {
            throw new CommandFailure("resize: expected --memory, --cores or both, got none");
        }
        Amount.Builder total = Amount.newBuilder();
        if (memory != null) {
            OptionalLong megabytes = Megabytes.parse(memory);
            if (megabytes.isEmpty() || megabytes.getAsLong() < 1 || megabytes.getAsLong() > Integer.MAX_VALUE) {
                throw new CommandFailure("--memory: expected memory in MB, or like 4g, got '" + memory + "'");
            }
            total.setMemoryMb((int) megabytes.getAsLong());
        }
        if (cores != null) {
            if (cores < 1) {
                throw new CommandFailure("--cores: expected at least 1, got " + cores);
            }
            total.setCores(cores);
        }
        return options.order(options.home(), master -> master.resize(node, total.build()));
    }
}
