package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.agent.ProcFiles.Stat;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has the JVM of a container print what its threads do, to where its output goes. A container's script, and shells between
 * it and the JVM, would die of that signal, so that it goes to one process alone. Calls block; thread-safe.
 */
final class ThreadDumps {
    private static final int SIGQUIT = 3;
    private static final String JVM = "libjvm.so";

    private final ProcFiles proc;

    ThreadDumps(ProcFiles proc) {
        this.proc = proc;
    }

    /**
     * Returns when the JVM was told; it needs a moment to print.
     *
     * @param leader process of the container's script, which lives
     * @throws IOException in one line, if no JVM that takes the signal runs below it
     */
    void order(long leader) throws IOException {
        Stat jvm = jvmBelow(leader)
                .orElseThrow(() -> new IOException(
                        "expected a JVM that prints its threads at SIGQUIT below process " + leader + ", found none"));
        // again, so that a pid that was given away meanwhile is left alone
        if (proc.stat(jvm.pid())
                .filter(now -> now.startTicks() == jvm.startTicks())
                .isPresent()) {
            Signals.toProcess("QUIT", jvm.pid());
        }
    }

    /** The nearest one: those that a worker has started are none of ours. */
    private Optional<Stat> jvmBelow(long leader) throws IOException {
        Map<Long, List<Stat>> children = new HashMap<>();
        for (Stat stat : proc.all()) {
            children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(stat);
        }
        Deque<Stat> next = new ArrayDeque<>();
        proc.stat(leader).ifPresent(next::add);
        while (!next.isEmpty()) {
            Stat stat = next.remove();
            if (isJvm(stat)) {
                return Optional.of(stat);
            }
            next.addAll(children.getOrDefault(stat.pid(), List.of()));
        }
        return Optional.empty();
    }

    /** One that was told not to catch signals, or has not come so far yet, would die of it. */
    private boolean isJvm(Stat stat) {
        return stat.isAlive() && proc.catches(stat.pid(), SIGQUIT) && proc.hasLoaded(stat.pid(), JVM);
    }
}
