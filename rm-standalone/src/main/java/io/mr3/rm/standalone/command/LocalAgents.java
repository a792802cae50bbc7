package io.mr3.rm.standalone.command;

import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.command.PartStart.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The agents of this host.
 *
 * @param conf settings of this host
 * @param starter of their processes
 */
record LocalAgents(Mr3Conf conf, ProcessStarter starter) {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    /** Starts one, unless it runs, and waits until the master has welcomed it. */
    AgentOutcome start(AgentSpec agent, String master) {
        try {
            Running running = PartStart.ensure(LocalPart.agent(conf, agent, master), conf, starter);
            ProcessFile file = running.file();
            return new AgentOutcome(
                    agent.name(),
                    true,
                    agent + (running.ranAlready() ? " runs already" : " runs") + ", pid " + file.pid() + ", log "
                            + file.logFile());
        } catch (IOException e) {
            return new AgentOutcome(agent.name(), false, e.getMessage());
        }
    }

    /**
     * Ends one.
     *
     * @param ran whether it ran when the end began; it may be over by now
     * @param wait how long it may take to end by itself, told by the master
     * @param sweep whether workers that outlive it are ended, too
     */
    AgentOutcome stop(String name, boolean ran, Duration wait, boolean sweep) {
        Path directory = ClusterFiles.of(conf).agent(name);
        PartStop stop = new PartStop("agent " + name, directory);
        try {
            String how = "";
            if (!stop.endsWithin(wait)) {
                how = stop.end() ? " by SIGKILL" : " by SIGTERM";
            }
            int swept = sweep ? sweep(directory) : 0;
            String workers = swept == 0 ? "" : "; ended " + swept + " of its workers that had stayed";
            return new AgentOutcome(name, true, ran || swept > 0 ? "agent " + name + " has ended" + how + workers : "");
        } catch (IOException e) {
            return new AgentOutcome(name, false, e.getMessage());
        }
    }

    private static int sweep(Path agentDirectory) throws IOException {
        List<ProcessHandle> workers = new ArrayList<>(StrayProcesses.workersOf(agentDirectory));
        workers.forEach(ProcessHandle::destroyForcibly);
        boolean gone = Pause.until(
                AFTER_KILL,
                () -> workers.stream().noneMatch(ProcessHandle::isAlive)
                        || StrayProcesses.workersOf(agentDirectory).isEmpty());
        if (!gone) {
            throw new IOException("workers below " + agentDirectory + " do not end: processes "
                    + StrayProcesses.workersOf(agentDirectory).stream()
                            .map(ProcessHandle::pid)
                            .toList());
        }
        return workers.size();
    }
}
