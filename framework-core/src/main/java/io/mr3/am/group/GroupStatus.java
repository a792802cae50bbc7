package io.mr3.am.group;

import io.mr3.common.WorkerId;
import java.util.List;
import java.util.Locale;

/**
 * A group as clients, metrics and the web UI see it; a copy of one moment.
 *
 * @param scope open, session or private
 * @param dags that use it
 * @param allocated workers that have come into service since it began
 * @param slots of all workers in service
 * @param busySlots that are held
 * @param waiting requests without a slot
 * @param minWorkers that it keeps
 * @param maxWorkers that it may grow to
 * @param daemons that run in its workers
 */
public record GroupStatus(
        String name,
        String scope,
        List<WorkerStatus> workers,
        int dags,
        int allocated,
        int slots,
        int busySlots,
        int waiting,
        int minWorkers,
        int maxWorkers,
        List<DaemonStatus> daemons) {
    private static final String DRAINING = "draining";

    public GroupStatus {
        workers = List.copyOf(workers);
        daemons = List.copyOf(daemons);
    }

    /**
     * One daemon.
     *
     * @param ready attempts, one in each worker in service
     * @param history events that a new attempt would be given
     */
    public record DaemonStatus(String name, String className, int ready, int history) {}

    /**
     * One worker.
     *
     * @param location {@code worker-3@host}, or only {@code worker-3} before it has registered
     * @param state starting, preparing, active, draining, silent or leaving
     * @param usedMemoryBytes as of its last sign of life
     * @param badDirectories local directories that it does without, each with what is wrong
     */
    public record WorkerStatus(
            WorkerId id,
            String location,
            String state,
            int slots,
            int busySlots,
            long usedMemoryBytes,
            String logFile,
            List<String> badDirectories) {
        /** Copies the list. */
        public WorkerStatus {
            badDirectories = List.copyOf(badDirectories);
        }

        /** Whether it is in service. */
        public boolean isActive() {
            return state.equals(name(Worker.State.ACTIVE)) || state.equals(DRAINING);
        }
    }

    static GroupStatus of(ContainerGroupSpec spec, WorkerPool pool, Leases leases, GroupDaemons daemons) {
        List<WorkerStatus> workers = pool.all().stream()
                .map(worker -> new WorkerStatus(
                        worker.id(),
                        worker.toString(),
                        worker.isActive() && worker.isDraining() ? DRAINING : name(worker.state()),
                        worker.slots(),
                        worker.slots() - worker.freeSlots(),
                        worker.usedMemoryBytes(),
                        worker.ref() == null ? worker.logFile() : worker.ref().logFile(),
                        worker.badDirectories()))
                .toList();
        return new GroupStatus(
                spec.name(),
                spec.scope().name().toLowerCase(Locale.ROOT),
                workers,
                leases.members().size(),
                pool.allocated(),
                pool.activeSlots(),
                pool.busySlots(),
                leases.waitingCount(),
                spec.minWorkers(),
                spec.maxWorkers(),
                daemons.status(pool));
    }

    private static String name(Worker.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
