package io.mr3.am.group;

import java.util.List;
import java.util.Map;

/** How many workers a group should have; tells the broker whenever that changes. */
final class WorkerNeed {
    private final ContainerGroupSpec spec;
    private final WorkerSupply supply;
    private final WorkerPool pool;
    private final Leases leases;
    private Need declared = Need.NOTHING;
    private boolean shortage;

    WorkerNeed(ContainerGroupSpec spec, WorkerSupply supply, WorkerPool pool, Leases leases) {
        this.spec = spec;
        this.supply = supply;
        this.pool = pool;
        this.leases = leases;
    }

    /** Workers that the demand of the DAGs is worth, within the bounds of the group. */
    int needed() {
        int going =
                (int) pool.in(Worker.State.ACTIVE).filter(Worker::goesWhenIdle).count();
        int bySlots = going + WorkerSize.divideUp(leases.demandedSlots() - pool.slotsOfLastAttempts(), spec.slots());
        int byPlugins = leases.members().stream().anyMatch(Member::wantsPluginWorker) ? 1 : 0;
        return Math.min(spec.maxWorkers(), Math.max(spec.minWorkers(), Math.max(bySlots, byPlugins)));
    }

    /** A worker has ended: what was declared still counts it, so the next declaration goes out in any case. */
    void workerEnded() {
        declared = null;
    }

    /** Grows with demand at once; shrinks only by workers that leave, so that a moment without work ends nothing. */
    void declare(boolean running, long nanos) {
        Need need = now(running, nanos);
        if (!need.equals(declared)) {
            declared = need;
            supply.declare(spec.name(), need);
        }
    }

    /** What is declared with a worker that goes to another group. */
    Need declareWith(boolean running, long nanos) {
        declared = now(running, nanos);
        return declared;
    }

    /** Others want more than there is: what the group could do without is declared, too. */
    void shortage(boolean is) {
        shortage = is;
    }

    /** Whether no other workers than those that are there are to be had: of the group, or at all. */
    boolean noOthers() {
        return shortage || pool.size() >= spec.maxWorkers();
    }

    private Need now(boolean running, long nanos) {
        int wanted = running ? Math.min(spec.maxWorkers(), Math.max(needed(), pool.staying(nanos))) : 0;
        int urgent = running ? Math.min(pool.ungranted(), WorkerSize.divideUp(leases.readyCount(), spec.slots())) : 0;
        boolean tells = running && shortage;
        return new Need(
                wanted,
                pool.leaving(),
                urgent,
                urgent > 0 ? leases.firstReady() : null,
                urgent > 0 ? leases.waitingReruns() : Map.of(),
                tells && pool.works(),
                tells ? pool.offers() : List.of());
    }
}
