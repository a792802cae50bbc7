package io.mr3.am.group;

/** How many workers a group should have; tells the broker whenever that changes. */
final class WorkerNeed {
    private final ContainerGroupSpec spec;
    private final WorkerSupply supply;
    private final WorkerPool pool;
    private final Leases leases;
    private Need declared = Need.NOTHING;

    WorkerNeed(ContainerGroupSpec spec, WorkerSupply supply, WorkerPool pool, Leases leases) {
        this.spec = spec;
        this.supply = supply;
        this.pool = pool;
        this.leases = leases;
    }

    /** Workers that the demand of the DAGs is worth, within the bounds of the group. */
    int needed() {
        int had =
                (int) pool.in(Worker.State.ACTIVE).filter(Worker::hadItsAttempt).count();
        int bySlots = had + WorkerSize.divideUp(leases.demandedSlots() - pool.slotsOfLastAttempts(), spec.slots());
        int byPlugins = leases.members().stream().anyMatch(Member::wantsPluginWorker) ? 1 : 0;
        return Math.min(spec.maxWorkers(), Math.max(spec.minWorkers(), Math.max(bySlots, byPlugins)));
    }

    /** A worker has ended: what was declared still counts it, so the next declaration goes out in any case. */
    void workerEnded() {
        declared = null;
    }

    /** Grows with demand at once; shrinks only by workers that leave, so that a moment without work ends nothing. */
    void declare(boolean running, long nanos) {
        int wanted = running ? Math.min(spec.maxWorkers(), Math.max(needed(), pool.staying(nanos))) : 0;
        Need need = new Need(wanted, pool.leaving());
        if (!need.equals(declared)) {
            declared = need;
            supply.declare(spec.name(), need);
        }
    }
}
