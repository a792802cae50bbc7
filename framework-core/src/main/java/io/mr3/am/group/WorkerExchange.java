package io.mr3.am.group;

import io.mr3.mailbox.Mailbox;

/** Lets workers of a group go to others, and takes in those that come from there. On the group's mailbox. */
final class WorkerExchange {
    private final ContainerGroupSpec spec;
    private final WorkerSupply supply;
    private final WorkerHistory history;
    private final WorkerNeed need;
    private final WorkerPool pool;
    private final Leases leases;
    private final GroupDaemons daemons;
    private final WorkerTracker tracker;
    private final WorkerChannel.Ear ear;
    private final Mailbox mailbox;
    private final Runnable changed;

    /** @param ear hears workers for this group */
    WorkerExchange(
            ContainerGroupSpec spec,
            WorkerSupply supply,
            WorkerHistory history,
            WorkerNeed need,
            WorkerPool pool,
            Leases leases,
            GroupDaemons daemons,
            WorkerTracker tracker,
            WorkerChannel.Ear ear,
            Mailbox mailbox,
            Runnable changed) {
        this.spec = spec;
        this.supply = supply;
        this.history = history;
        this.need = need;
        this.pool = pool;
        this.leases = leases;
        this.daemons = daemons;
        this.tracker = tracker;
        this.ear = ear;
        this.mailbox = mailbox;
        this.changed = changed;
    }

    void letGo(Relief.Move move) {
        Worker worker = pool.get(move.worker());
        boolean may = worker != null
                && worker.isMovable()
                && worker.yieldsTo(move.reruns())
                && (move.way() != Relief.Way.SEND_AWAY || worker.isIdle());
        if (!may) {
            supply.keeps(move.worker());
            return;
        }
        changed.run();
        String reason = "makes room for group " + move.to();
        if (move.way() == Relief.Way.SEND_AWAY) {
            tracker.dismiss(worker, reason);
        } else {
            leases.takeBack(worker, reason);
            worker.promised(move.way());
        }
    }

    void adopt(HandedOver handed, boolean running) {
        Worker worker = handed.worker();
        String from = worker.ref().group();
        worker.adopted(spec.name(), mailbox.nanoTime());
        worker.channel().heardBy(ear);
        pool.adopt(worker);
        leases.adopt(handed.users());
        history.workerMoved(worker.ref(), from, mailbox.wallMillis());
        tracker.introduce(worker);
        changed.run();
        if (!running) {
            tracker.dismiss(worker, "its group has ended");
            leases.workerLost(worker, worker + " has ended with its group");
        } else if (!worker.channel().isOpen()) {
            tracker.closed(worker.channel(), "closed while it went to another group");
        }
    }

    /** What was sent to them is on its way, and nothing runs there any more. */
    void letPromisedGo(boolean running) {
        for (Worker worker : pool.promised()) {
            if (!worker.isActive()) {
                worker.promised(null);
                supply.keeps(worker.id());
            } else if (worker.leases().isEmpty() && worker.promised() == Relief.Way.HAND_OVER) {
                pool.remove(worker.id());
                daemons.workerMoved(worker);
                HandedOver handed = leases.handOver(worker);
                supply.handedOver(handed, need.declareWith(running, mailbox.nanoTime()));
            } else if (worker.leases().isEmpty()) {
                worker.promised(null);
                tracker.dismiss(worker, "makes room for another group");
                leases.workerLost(worker, worker + " made room for another group");
                need.declare(running, mailbox.nanoTime());
            }
        }
    }
}
