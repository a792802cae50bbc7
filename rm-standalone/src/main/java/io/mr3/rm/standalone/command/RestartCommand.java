package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code mr3-cluster restart}. */
@Command(
        name = "restart",
        description =
                "Ends the cluster and starts it again, with the node agents that it had; or only a part of it, while"
                        + " workers go on.")
final class RestartCommand implements Callable<Integer> {
    @ParentCommand
    private ClusterCommand cluster;

    @Mixin
    private ClusterOptions options;

    @ArgGroup(exclusive = true)
    private What what = new What();

    /** Of these, one. */
    static final class What {
        @Option(names = "--master", description = "only the master; node agents, applications and workers go on")
        private boolean master;

        @Option(names = "--agents", description = "only the node agents, one after the other; workers go on")
        private boolean agents;

        @Option(names = "--workers", paramLabel = "FILE", description = "with these hosts instead; see: start --help")
        private Path workers;
    }

    @Override
    public Integer call() throws CommandFailure, IOException {
        ClusterHome home = options.home();
        Console console = options.console();
        ClusterStart start = new ClusterStart(home, cluster.tools(), console);
        ClusterStop stop = new ClusterStop(home, cluster.tools(), console);
        if (what.master) {
            stop.master();
            start.master();
            start.awaitNodes(home.started().stream().map(AgentSpec::name).collect(Collectors.toSet()));
        } else if (what.agents) {
            home.requireMaster();
            for (AgentSpec agent : home.started()) {
                start.again(agent);
            }
        } else {
            List<AgentSpec> agents = agents(home); // before anything ends: it may be wrong
            stop.all();
            start.all(agents);
        }
        new ClusterReport(home, options.common()).afterStart();
        return console.exitCode();
    }

    private List<AgentSpec> agents(ClusterHome home) throws CommandFailure, IOException {
        if (what.workers != null) {
            return WorkersFile.read(what.workers);
        }
        List<AgentSpec> started = home.started();
        return started.isEmpty() ? WorkersFile.read(WorkersFile.configured(home.conf())) : started;
    }
}
