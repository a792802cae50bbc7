package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.agent.ProcFiles.Stat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which processes belong together, at one moment. Not thread-safe. */
final class ProcessTrees {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTrees.class);

    private final ProcFiles proc;
    private final Map<Long, List<Long>> bySession = new HashMap<>();
    private final Map<Long, List<Long>> byParent = new HashMap<>();

    /** Reads all processes of the host. */
    ProcessTrees(ProcFiles proc) {
        this.proc = proc;
        try {
            for (Stat stat : proc.all()) {
                bySession
                        .computeIfAbsent(stat.session(), session -> new ArrayList<>())
                        .add(stat.pid());
                byParent.computeIfAbsent(stat.parent(), parent -> new ArrayList<>())
                        .add(stat.pid());
            }
        } catch (IOException e) {
            LOG.warn("cannot read processes: {}", e.toString());
        }
    }

    /** Memory in use by all processes of the session that {@code leader} leads, and by their descendants. */
    long memoryMb(ProcessStamp leader) {
        Set<Long> members = new HashSet<>();
        Deque<Long> next = new ArrayDeque<>(bySession.getOrDefault(leader.pid(), List.of()));
        long kb = 0;
        while (!next.isEmpty()) {
            long pid = next.remove();
            if (members.add(pid)) {
                kb += proc.residentKb(pid);
                next.addAll(byParent.getOrDefault(pid, List.of()));
            }
        }
        return kb >> 10;
    }
}
