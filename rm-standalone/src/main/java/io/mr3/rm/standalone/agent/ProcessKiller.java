package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.agent.ProcFiles.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends processes of containers, and nobody else's. Calls block; thread-safe. */
final class ProcessKiller {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessKiller.class);
    /** What forks while it is killed is found by another look. */
    private static final int LOOKS = 5;

    private final ProcFiles proc;
    private final String agent;

    ProcessKiller(ProcFiles proc, Path agent) {
        this.proc = proc;
        this.agent = agent.toString();
    }

    /** Kills the group of {@code leader}, and what carries the mark of the container, wherever it went. */
    void kill(ContainerId id, ProcessStamp leader) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            boolean groupIsOurs = groupIsOurs(leader);
            List<Stat> members = proc.all().stream()
                    .filter(Stat::isAlive)
                    .filter(stat -> groupIsOurs && (stat.group() == leader.pid() || stat.session() == leader.pid())
                            || id.toString().equals(mark(stat).orElse("")))
                    .toList();
            if (members.isEmpty()) {
                return;
            }
            if (groupIsOurs && members.stream().anyMatch(stat -> stat.group() == leader.pid())) {
                Signals.toGroup("KILL", leader.pid());
            }
            members.stream().filter(stat -> stat.group() != leader.pid()).forEach(this::kill);
        }
    }

    /** While its leader, or nobody, has that pid, the group is the leader's: the pid of a group is not given away. */
    private boolean groupIsOurs(ProcessStamp leader) {
        return proc.stat(leader.pid())
                .map(stat -> stat.startTicks() == leader.startTicks())
                .orElse(true);
    }

    /** Kills processes with this agent's mark whose container is not {@code known}; their containers. */
    Set<String> killStrays(Predicate<String> known) {
        Set<String> strays = new TreeSet<>();
        try {
            for (Stat stat : proc.all()) {
                Optional<String> container = mark(stat).filter(known.negate());
                if (container.isPresent() && stat.isAlive()) {
                    strays.add(container.get());
                    kill(stat);
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot look for processes that belong to no container: {}", e.toString());
        }
        return strays;
    }

    /** Containers of this agent of which something runs. */
    Set<String> marked() {
        Set<String> marked = new TreeSet<>();
        try {
            proc.all().stream().filter(Stat::isAlive).forEach(stat -> mark(stat).ifPresent(marked::add));
        } catch (IOException e) {
            LOG.warn("cannot look for processes of containers: {}", e.toString());
        }
        return marked;
    }

    /** The container of this agent that a process belongs to. */
    private Optional<String> mark(Stat stat) {
        Map<String, String> environment = proc.environment(stat.pid());
        return agent.equals(environment.get(ClusterFiles.AGENT_VARIABLE))
                ? Optional.ofNullable(environment.get(WorkerEnvironment.CONTAINER))
                : Optional.empty();
    }

    private void kill(Stat stat) {
        // again, so that a pid that was given away meanwhile is left alone
        if (proc.stat(stat.pid())
                .filter(now -> now.startTicks() == stat.startTicks())
                .isPresent()) {
            ProcessHandle.of(stat.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
