package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mr3-cluster add-node}. */
@Command(
        name = "add-node",
        description = "Starts one more node agent on each of these hosts, and returns when the master has them.")
final class AddNodeCommand implements Callable<Integer> {
    @ParentCommand
    private ClusterCommand cluster;

    @Mixin
    private ClusterOptions options;

    @Parameters(
            arity = "1..*",
            paramLabel = "HOST",
            description = "a host, or in quotes a line as in the file with workers, e.g. 'node7 memory=32g cores=8'")
    private List<String> lines;

    @Override
    public Integer call() throws CommandFailure, IOException {
        ClusterHome home = options.home();
        Console console = options.console();
        // agents without a name are numbered behind those that there are
        List<AgentSpec> known = home.started();
        List<String> all = new ArrayList<>();
        known.forEach(agent -> all.add(agent.line()));
        all.addAll(lines);
        List<AgentSpec> agents = WorkersFile.parse("add-node", all);
        new ClusterStart(home, cluster.tools(), console).more(agents.subList(known.size(), agents.size()));
        new ClusterReport(home, options.common()).afterStart();
        return console.exitCode();
    }
}
