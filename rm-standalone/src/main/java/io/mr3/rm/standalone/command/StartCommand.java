package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code mr3-cluster start}; harmless if all of it runs already. */
@Command(
        name = "start",
        description =
                "Starts the master on this host and the node agents, unless they run already, and returns when all"
                        + " nodes are registered.")
final class StartCommand implements Callable<Integer> {
    @ParentCommand
    private ClusterCommand cluster;

    @Mixin
    private ClusterOptions options;

    @Option(
            names = "--workers",
            paramLabel = "FILE",
            description = "hosts, one a line: HOST [name=…] [memory=…] [cores=…] [rack=…]; default is conf/workers")
    private Path workers;

    @Override
    public Integer call() throws CommandFailure, IOException {
        ClusterHome home = options.home();
        List<AgentSpec> agents = WorkersFile.read(workers == null ? WorkersFile.configured(home.conf()) : workers);
        Console console = options.console();
        new ClusterStart(home, cluster.tools(), console).all(agents);
        new ClusterReport(home, options.common()).afterStart();
        return console.exitCode();
    }
}
