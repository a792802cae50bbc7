package io.mr3.am.group;

import io.mr3.am.lease.SlotHolder;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** A DAG that uses a group: its waiting requests and its share. Owned by the group's mailbox. */
final class Member {
    private final DagId dag;
    private final String dagQueue;
    private final SlotHolder holder;
    private final long joined;
    private final Map<Queue, NavigableSet<Lease>> queues = new EnumMap<>(Queue.class);
    private int heldSlots;
    private long lastPlacing;
    private int waitingSlots;
    private boolean wantsPluginWorker;
    /** Workers of other groups that this one once had; what goes there goes by way of the broker. */
    private final Set<WorkerId> elsewhere = new HashSet<>();

    private String toldToWait = "";

    Member(DagId dag, String dagQueue, SlotHolder holder, long joined) {
        this.dag = dag;
        this.dagQueue = dagQueue;
        this.holder = holder;
        this.joined = joined;
        for (Queue queue : Queue.values()) {
            queues.put(queue, new TreeSet<>(Lease.BY_PRIORITY));
        }
    }

    DagId dag() {
        return dag;
    }

    /** The name of the queue of DAGs that it asks for. */
    String dagQueue() {
        return dagQueue;
    }

    SlotHolder holder() {
        return holder;
    }

    /** Position among the DAGs of the group, for ties. */
    long joined() {
        return joined;
    }

    /** Slots that its attempts hold, those that are being revoked included. */
    int heldSlots() {
        return heldSlots;
    }

    /** The {@link Lease#placing} of its youngest placement; 0 before the first. */
    long lastPlacing() {
        return lastPlacing;
    }

    /** Waiting requests, in order; not to be changed. */
    Collection<Lease> waiting(Queue queue) {
        return queues.get(queue);
    }

    /** Whether it waits for a worker that runs its plug-ins. */
    boolean wantsPluginWorker() {
        return wantsPluginWorker;
    }

    void wantsPluginWorker(boolean wants) {
        wantsPluginWorker = wants;
    }

    Set<WorkerId> elsewhere() {
        return elsewhere;
    }

    /** Requests that could run at once. */
    int readyCount() {
        return queues.get(Queue.RERUNS).size() + queues.get(Queue.READY).size() + (wantsPluginWorker ? 1 : 0);
    }

    boolean isWaiting() {
        return wantsPluginWorker || queues.values().stream().anyMatch(queue -> !queue.isEmpty());
    }

    int waitingCount() {
        return queues.values().stream().mapToInt(Collection::size).sum();
    }

    int waitingSlots() {
        return waitingSlots;
    }

    void enqueue(Lease lease) {
        queues.get(lease.queue()).add(lease);
        waitingSlots += lease.slots();
    }

    void dequeue(Lease lease) {
        queues.get(lease.queue()).remove(lease);
        waitingSlots -= lease.slots();
    }

    void holds(Lease lease) {
        heldSlots += lease.slots();
        lastPlacing = lease.placing();
    }

    void holdsNoLonger(Lease lease) {
        heldSlots -= lease.slots();
    }

    /** Tells the DAG why it waits, or with an empty line that it no longer does; nothing is said twice. */
    void tell(String line) {
        if (!line.equals(toldToWait)) {
            toldToWait = line;
            holder.waiting(line);
        }
    }
}
