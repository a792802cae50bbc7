package io.mr3.rm.standalone.command;

import io.mr3.config.Mr3Conf;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Starts and ends agents here and on other hosts, all at once. What fails on one host does not keep others from going on. */
final class AgentsEverywhere {
    private final Mr3Conf conf;
    private final Tools tools;
    private final Console console;
    private final LocalAgents local;

    AgentsEverywhere(Mr3Conf conf, Tools tools, Console console) {
        this.conf = conf;
        this.tools = tools;
        this.console = console;
        this.local = new LocalAgents(conf, tools.starter());
    }

    /** Returns when each runs, or has failed to: the names of those that run. */
    Set<String> start(List<AgentSpec> agents, Secret secret, String master) {
        Set<String> running = ConcurrentHashMap.newKeySet();
        List<Runnable> jobs = new ArrayList<>();
        agents.stream()
                .filter(agent -> tools.isHere().test(agent.host()))
                .forEach(agent -> jobs.add(() -> heard(local.start(agent, master), running)));
        remote(agents)
                .forEach((host, ofHost) ->
                        jobs.add(() -> atHost(hosts -> hosts.start(host, ofHost, secret, master), running)));
        HostJobs.run(jobs);
        return running;
    }

    /**
     * Returns when none runs, or some cannot be ended.
     *
     * @param here those of this host, and whether they ran when the end began
     * @param elsewhere those of other hosts; others among them are left out
     * @param wait how long those here may take to end by themselves
     * @param sweep whether workers that outlive their agents are ended, too
     */
    void stop(Map<String, Boolean> here, List<AgentSpec> elsewhere, Duration wait, boolean sweep) {
        Set<String> ended = ConcurrentHashMap.newKeySet();
        List<Runnable> jobs = new ArrayList<>();
        here.forEach((name, ran) -> jobs.add(() -> heard(local.stop(name, ran, wait, sweep), ended)));
        remote(elsewhere)
                .forEach((host, ofHost) ->
                        jobs.add(() -> atHost(hosts -> hosts.stop(host, ofHost, wait, sweep), ended)));
        HostJobs.run(jobs);
    }

    private Map<String, List<AgentSpec>> remote(List<AgentSpec> agents) {
        return agents.stream()
                .filter(agent -> !tools.isHere().test(agent.host()))
                .collect(Collectors.groupingBy(AgentSpec::host, TreeMap::new, Collectors.toList()));
    }

    private interface AtHost {
        List<AgentOutcome> run(RemoteHosts hosts) throws IOException;
    }

    private void atHost(AtHost job, Set<String> good) {
        try {
            job.run(new RemoteHosts(conf, tools.shell())).forEach(outcome -> heard(outcome, good));
        } catch (IOException | IllegalArgumentException e) {
            console.complain(e.getMessage());
        }
    }

    private void heard(AgentOutcome outcome, Set<String> good) {
        outcome.tell(console);
        if (outcome.good()) {
            good.add(outcome.name());
        }
    }
}
