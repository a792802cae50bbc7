package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.command.PartStart.Running;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Starts a cluster, or what of it does not run. */
final class ClusterStart {
    private final ClusterHome home;
    private final Tools tools;
    private final Console console;

    ClusterStart(ClusterHome home, Tools tools, Console console) {
        this.home = home;
        this.tools = tools;
        this.console = console;
    }

    /**
     * Starts the master unless it runs, then the agents that do not run; returns when the master has them all.
     *
     * @throws CommandFailure before anything is done, if the settings do not fit the agents
     * @throws IOException if the master does not come up; what goes wrong with agents is told and the rest goes on
     */
    void all(List<AgentSpec> agents) throws CommandFailure, IOException {
        check(agents);
        home.prepare();
        Secret secret = home.secretOrNew();
        boolean ranAlready = master();
        List<AgentSpec> known = ranAlready ? home.started() : List.of();
        home.remember(union(known, agents));
        agents(agents, secret);
    }

    /**
     * Starts agents of a cluster whose master runs.
     *
     * @throws CommandFailure if no master runs here
     */
    void more(List<AgentSpec> agents) throws CommandFailure, IOException {
        check(agents);
        home.requireMaster();
        home.remember(union(home.started(), agents));
        agents(agents, home.secret());
    }

    /**
     * Starts the master unless it runs.
     *
     * @return whether it ran already
     * @throws IOException if it does not come up
     */
    boolean master() throws IOException {
        Running master = PartStart.ensure(LocalPart.master(home.conf()), home.conf(), tools.starter());
        ProcessFile file = master.file();
        console.say("the master " + (master.ranAlready() ? "runs already" : "runs") + " at " + file.address() + ", pid "
                + file.pid() + ", log " + file.logFile());
        return master.ranAlready();
    }

    private void agents(List<AgentSpec> agents, Secret secret) throws IOException {
        awaitNodes(new AgentsEverywhere(home.conf(), tools, console).start(agents, secret, addressForAgents()));
    }

    /** Starts one agent again, whose place in the cluster stays: its workers may outlive it. */
    void again(AgentSpec agent) throws IOException {
        AgentsEverywhere everywhere = new AgentsEverywhere(home.conf(), tools, console);
        boolean isHere = tools.isHere().test(agent.host());
        everywhere.stop(isHere ? Map.of(agent.name(), true) : Map.of(), List.of(agent), Duration.ZERO, false);
        awaitNodes(everywhere.start(List.of(agent), home.secret(), addressForAgents()));
    }

    /** Returns when the master has all these nodes; says which it lacks after the time that a start may take. */
    void awaitNodes(Set<String> nodes) throws IOException {
        Set<String> missing = new TreeSet<>(nodes);
        try (OperatorClient master = home.operator()) {
            boolean all = Pause.until(home.conf().get(LauncherKeys.START_TIMEOUT), () -> {
                missing.removeAll(present(master));
                return missing.isEmpty();
            });
            if (all) {
                console.say(nodes.size() + (nodes.size() == 1 ? " node is" : " nodes are") + " registered");
            } else {
                console.complain("the master lacks nodes: " + String.join(", ", missing));
            }
        }
    }

    private static Set<String> present(OperatorClient master) throws IOException {
        return master.cluster().nodes().stream()
                .filter(node -> !node.state().equals("lost"))
                .map(NodeView::node)
                .collect(Collectors.toSet());
    }

    /** What settings say; a port that the system chose is known to the master alone. */
    private String addressForAgents() throws IOException {
        String configured = home.conf().get(ClusterKeys.MASTER);
        return configured.endsWith(":0") ? home.masterAddress() : configured;
    }

    private void check(List<AgentSpec> agents) throws CommandFailure {
        Mr3Conf conf = home.conf();
        String address = conf.get(ClusterKeys.MASTER);
        String host = address.substring(0, address.lastIndexOf(':'));
        if (!tools.isHere().test(host)) {
            throw new CommandFailure(ClusterKeys.MASTER.name() + ": expected an address of this host, got '" + address
                    + "' (" + conf.source(ClusterKeys.MASTER) + "): the cluster is started on its master's host");
        }
        List<String> others = agents.stream()
                .map(AgentSpec::host)
                .filter(agent -> !tools.isHere().test(agent))
                .distinct()
                .toList();
        if (others.isEmpty()) {
            return;
        }
        if (AgentSpec.isLoopback(host)) {
            throw new CommandFailure(ClusterKeys.MASTER.name() + ": expected an address that " + others.get(0)
                    + " can reach, got '" + address + "'");
        }
        for (AgentSpec agent : agents) {
            if (agent.isLoopback()) {
                throw new CommandFailure(agent + ": expected the name of this host that " + others.get(0)
                        + " knows, got '" + agent.host() + "': workers reach each other");
            }
        }
    }

    private static List<AgentSpec> union(List<AgentSpec> known, List<AgentSpec> more) {
        Map<String, AgentSpec> byName = new LinkedHashMap<>();
        known.forEach(agent -> byName.put(agent.name(), agent));
        more.forEach(agent -> byName.put(agent.name(), agent));
        return new ArrayList<>(byName.values());
    }
}
