package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.Amount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control groups (version 2) of containers: bounds on memory that the kernel keeps, a share of the processors, by choice
 * a bound on them, and a way to kill all of a container at once. Calls block; thread-safe.
 */
final class Cgroups {
    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final String CONTROLLERS = "cgroup.controllers";
    private static final String SUBTREE = "cgroup.subtree_control";
    /** A group with nothing set has weight 100; a core counts as much. */
    private static final int WEIGHT_PER_CORE = 100;

    private static final int MAX_WEIGHT = 10_000;
    /** Microseconds over which the kernel counts use of processors. */
    private static final int PERIOD = 100_000;

    private final Path base;
    private final boolean boundsProcessors;

    private Cgroups(Path base, boolean boundsProcessors) {
        this.base = base;
        this.boundsProcessors = boundsProcessors;
    }

    /**
     * Those below {@code root}, which is usually {@code /sys/fs/cgroup}; empty where there are none of version 2 or this
     * process may not make any.
     *
     * @param agent name of the agent
     * @param boundsProcessors whether containers may use no more processors than they have asked for
     * @throws IOException in one line, if they may not and there are no control groups
     */
    static Optional<Cgroups> open(Path root, String agent, boolean boundsProcessors) throws IOException {
        Optional<Cgroups> groups = open(root.resolve("mr3-agent-" + agent), boundsProcessors);
        if (groups.isEmpty() && boundsProcessors) {
            throw new IOException(AgentKeys.ENFORCE_CORES.name()
                    + ": expected control groups of version 2 in which this agent may make others, found none in "
                    + root);
        }
        return groups;
    }

    private static Optional<Cgroups> open(Path base, boolean boundsProcessors) {
        Path root = base.getParent();
        if (!Files.exists(root.resolve(CONTROLLERS))) {
            return Optional.empty();
        }
        try {
            write(root.resolve(SUBTREE), "+memory +cpu");
            Files.createDirectories(base);
            write(base.resolve(SUBTREE), "+memory +cpu");
            return Optional.of(new Cgroups(base, boundsProcessors));
        } catch (IOException e) {
            LOG.info("no control groups, memory is watched instead: {}", e.toString());
            return Optional.empty();
        }
    }

    /** Makes that of a container; its script goes into it. */
    Path make(ContainerId id, Amount amount) throws IOException {
        Path group = Files.createDirectories(group(id));
        write(group.resolve("memory.max"), String.valueOf((long) amount.getMemoryMb() << 20));
        int weight = Math.min(MAX_WEIGHT, Math.max(1, amount.getCores()) * WEIGHT_PER_CORE);
        write(group.resolve("cpu.weight"), String.valueOf(weight));
        if (boundsProcessors) {
            write(group.resolve("cpu.max"), (long) Math.max(1, amount.getCores()) * PERIOD + " " + PERIOD);
        }
        return group;
    }

    /** Kills all that is in it. */
    void kill(ContainerId id) throws IOException {
        if (Files.isDirectory(group(id))) {
            write(group(id).resolve("cgroup.kill"), "1");
        }
    }

    /** Whether the kernel has killed something in it for want of memory. */
    boolean ranOutOfMemory(ContainerId id) {
        try {
            return Files.readString(group(id).resolve("memory.events"))
                    .lines()
                    .anyMatch(line -> line.matches("oom_kill [1-9][0-9]*"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Memory in MB that it uses. */
    OptionalLong memory(ContainerId id) {
        try {
            String bytes = Files.readString(group(id).resolve("memory.current")).strip();
            return OptionalLong.of(Long.parseLong(bytes) >> 20);
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Removes it when nothing is in it any more; the kernel refuses otherwise. */
    void remove(ContainerId id) throws IOException {
        Files.deleteIfExists(group(id));
    }

    private Path group(ContainerId id) {
        return base.resolve(id.toString());
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
