package io.mr3.rm.standalone.simulation;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerEnd;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.simulation.Misfortunes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A host: what agents have written there, and the processes of workers, which outlive their agents. */
final class SimulatedHost {
    static final int MEMORY_MB = 4096;

    final String name;
    final Map<ContainerId, SimulatedContainer> containers = new LinkedHashMap<>();
    long highestEpoch;
    String cluster = "";
    int boots = 1;

    private final Mailbox processes;
    private final Misfortunes luck;
    private final Set<ContainerId> everStarted;
    private final BooleanSupplier workersEnd;
    /** Told by the agent that lives there. */
    private Consumer<SimulatedContainer> changed = container -> {};

    private long pids;

    /**
     * A host on which nothing runs.
     *
     * @param everStarted containers that were started anywhere, ever
     * @param workersEnd whether some of those that are started now end by themselves
     */
    SimulatedHost(
            String name,
            Mailbox processes,
            Misfortunes luck,
            Set<ContainerId> everStarted,
            BooleanSupplier workersEnd) {
        this.name = name;
        this.processes = processes;
        this.luck = luck;
        this.everStarted = everStarted;
        this.workersEnd = workersEnd;
    }

    void tells(Consumer<SimulatedContainer> listener) {
        changed = listener;
    }

    /** Starts the process of a container. */
    void start(SimulatedContainer container) {
        ContainerId id = ContainerId.of(container.name);
        if (!everStarted.add(id)) {
            throw new AssertionError(id + " is started a second time, on " + name);
        }
        container.pid = ++pids;
        container.phase = ContainerPhase.RUNNING;
        int boot = boots;
        if (workersEnd.getAsBoolean() && luck.oneIn(3)) {
            ContainerEnd.Cause cause = luck.oneIn(3) ? ContainerEnd.Cause.FAILED : ContainerEnd.Cause.COMPLETED;
            processes.after(luck.millis(luck.oneIn(2) ? 20 : 120_000), () -> {
                if (container.runs() && boot == boots) {
                    end(container, cause);
                }
            });
        }
    }

    /** Ends a container, as after a signal. */
    void stop(ContainerName name, int graceMillis) {
        SimulatedContainer container = containers.get(ContainerId.of(name));
        if (container == null || container.isOver()) {
            return;
        }
        if (!container.runs()) {
            end(container, ContainerEnd.Cause.KILLED);
        } else if (container.phase != ContainerPhase.STOPPING || graceMillis == 0) {
            container.phase = ContainerPhase.STOPPING;
            changed.accept(container);
            Duration takes = Duration.ofMillis(luck.oneIn(2) ? 0 : luck.below(graceMillis + 1));
            processes.after(takes, () -> {
                if (!container.isOver()) {
                    end(container, ContainerEnd.Cause.KILLED);
                }
            });
        }
    }

    private void end(SimulatedContainer container, ContainerEnd.Cause cause) {
        int status = cause == ContainerEnd.Cause.COMPLETED ? 0 : cause == ContainerEnd.Cause.FAILED ? 1 : 137;
        container.over(ContainerPhase.ENDED, cause, status);
        changed.accept(container);
    }

    /** All processes are gone; what is on the disk stays. */
    void reboot() {
        boots++;
        for (SimulatedContainer container : containers.values()) {
            if (!container.isOver()) {
                container.over(ContainerPhase.ENDED, ContainerEnd.Cause.NODE_GONE, -1);
            }
        }
    }

    int usedMb() {
        return containers.values().stream()
                .filter(container -> !container.isOver())
                .mapToInt(container -> container.memoryMb)
                .sum();
    }
}
