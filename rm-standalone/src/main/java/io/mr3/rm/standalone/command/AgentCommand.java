package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.command.CommandFailure;
import io.mr3.config.DataLayout;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code mr3-cluster agent start|stop -}: what this command runs on other hosts. It is told on standard input what to do, and
 * answers with JSON.
 */
@Command(
        name = "agent",
        hidden = true,
        description = "Starts or ends node agents of this host, for mr3-cluster elsewhere.")
final class AgentCommand implements Callable<Integer> {
    private static final int MOST_INPUT = 1 << 20;
    private static final String FROM_STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private ClusterCommand cluster;

    @Parameters(index = "0", paramLabel = "start|stop")
    private String verb;

    @Parameters(index = "1", paramLabel = "-")
    private String source;

    @Override
    public Integer call() throws CommandFailure, IOException {
        if (!source.equals(FROM_STANDARD_INPUT)) {
            throw new CommandFailure("expected -, for an order on standard input, got '" + source + "'");
        }
        RemoteOrder order = RemoteOrder.read(new String(System.in.readNBytes(MOST_INPUT), StandardCharsets.UTF_8));
        Mr3Conf conf = DataLayout.ofThisProcess()
                .loader()
                .values("mr3-cluster on another host", order.settings())
                .load();
        List<AgentOutcome> outcomes =
                switch (verb) {
                    case "start" -> start(conf, order);
                    case "stop" -> stop(conf, order);
                    default -> throw new CommandFailure("expected start or stop after agent, got '" + verb + "'");
                };
        spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(outcomes));
        return outcomes.stream().allMatch(AgentOutcome::good) ? 0 : 1;
    }

    private List<AgentOutcome> start(Mr3Conf conf, RemoteOrder order) throws CommandFailure, IOException {
        ClusterHome home = new ClusterHome(conf);
        home.prepare();
        home.keep(Secret.decode(order.secret()));
        LocalAgents here = new LocalAgents(conf, cluster.tools().starter());
        String master = conf.get(ClusterKeys.MASTER);
        return order.agents().parallelStream()
                .map(agent -> here.start(agent, master))
                .toList();
    }

    private List<AgentOutcome> stop(Mr3Conf conf, RemoteOrder order) {
        LocalAgents here = new LocalAgents(conf, cluster.tools().starter());
        Duration wait = Duration.ofMillis(order.waitMillis());
        return order.agents().parallelStream()
                .map(agent -> here.stop(agent.name(), true, wait, order.sweep()))
                .toList();
    }
}
