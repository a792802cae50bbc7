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

/**
 * Which processes belong together, at one moment. A process that has forked is there twice until the copy starts its own
 * program, and a JVM that starts several programs at once several times, all with the same memory: copies count only if they
 * were copies at the look before, too. Not thread-safe.
 */
final class ProcessTrees {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTrees.class);

    private final ProcFiles proc;
    private final Map<Long, List<Long>> bySession = new HashMap<>();
    private final Map<Long, List<Long>> byParent = new HashMap<>();
    private final Set<Copy> copies = new HashSet<>();
    private final Set<Long> fresh = new HashSet<>();

    /** A process that runs its parent's program. */
    record Copy(long pid, long startTicks) {}

    /**
     * Reads all processes of the host.
     *
     * @param copiesBefore of the look before
     */
    ProcessTrees(ProcFiles proc, Set<Copy> copiesBefore) {
        this.proc = proc;
        Map<Long, Stat> all = new HashMap<>();
        try {
            proc.all().forEach(stat -> all.put(stat.pid(), stat));
        } catch (IOException e) {
            LOG.warn("cannot read processes: {}", e.toString());
        }
        for (Stat stat : all.values()) {
            bySession
                    .computeIfAbsent(stat.session(), session -> new ArrayList<>())
                    .add(stat.pid());
            byParent.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(stat.pid());
            Stat parent = all.get(stat.parent());
            if (parent != null && stat.isCopyOf(parent)) {
                Copy copy = new Copy(stat.pid(), stat.startTicks());
                copies.add(copy);
                if (!copiesBefore.contains(copy)) {
                    fresh.add(stat.pid());
                }
            }
        }
    }

    /** For the next look. */
    Set<Copy> copies() {
        return copies;
    }

    /** Memory in use by all processes of the session that {@code leader} leads, and by their descendants. */
    long memoryMb(ProcessStamp leader) {
        Set<Long> members = new HashSet<>();
        Deque<Long> next = new ArrayDeque<>(bySession.getOrDefault(leader.pid(), List.of()));
        long kb = 0;
        while (!next.isEmpty()) {
            long pid = next.remove();
            if (members.add(pid)) {
                kb += fresh.contains(pid) ? 0 : proc.residentKb(pid);
                next.addAll(byParent.getOrDefault(pid, List.of()));
            }
        }
        return kb >> 10;
    }
}
