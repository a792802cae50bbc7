package io.mr3.am.group;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A worker of a group, from the request for it until it has ended. Owned by the group's mailbox. */
final class Worker {
    /** Where a worker stands. */
    enum State {
        /** Asked for; it has not registered. */
        STARTING,
        /** Registered, and takes attempts. */
        ACTIVE,
        /** Its connection has closed; nothing is delivered any more, only the reason is awaited. */
        SILENT,
        /** The group wants it gone. */
        LEAVING
    }

    private final WorkerId id;
    private final long requestedNanos;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final Set<DagId> dags = new LinkedHashSet<>();
    private State state = State.STARTING;
    private boolean granted;
    private boolean ending;
    private boolean hadItsAttempt;
    private Relief.Way promised;
    private final Set<DagId> hosted = new LinkedHashSet<>();
    private String rack = "";
    private String logFile = "";
    private WorkerRef ref;
    private WorkerChannel channel;
    private int slots;
    private int freeSlots;
    private long lastHeardNanos;
    private long idleSinceNanos;
    private long usedMemoryBytes;

    Worker(WorkerId id, long nanos) {
        this.id = id;
        this.requestedNanos = nanos;
    }

    WorkerId id() {
        return id;
    }

    State state() {
        return state;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    long requestedNanos() {
        return requestedNanos;
    }

    /** Whether the resource manager has granted its container. */
    boolean isGranted() {
        return granted;
    }

    void granted(String onRack, String log) {
        granted = true;
        rack = onRack;
        logFile = log;
    }

    /** Null until it has registered. */
    WorkerRef ref() {
        return ref;
    }

    String rack() {
        return rack;
    }

    String logFile() {
        return logFile;
    }

    WorkerChannel channel() {
        return channel;
    }

    void register(WorkerRef as, WorkerChannel over, int slotCount, long nanos) {
        state = State.ACTIVE;
        ref = as;
        channel = over;
        slots = slotCount;
        freeSlots = slotCount;
        heard(nanos);
        idleSince(nanos);
    }

    /** Whether it may be given attempts. */
    boolean takesAttempts() {
        return isActive() && !ending && !hadItsAttempt && promised == null;
    }

    /** Whether it goes as soon as nothing runs on it, since another group has more use for it. */
    boolean isPromised() {
        return promised != null;
    }

    /** In which way it goes; null if it stays. */
    Relief.Way promised() {
        return promised;
    }

    void promised(Relief.Way way) {
        promised = way;
    }

    /** Goes on in another group. */
    void adopted(String group, long nanos) {
        ref = new WorkerRef(ref.id(), group, ref.host(), ref.shufflePort(), ref.logFile());
        promised = null;
        hadItsAttempt = false;
        heard(nanos);
        idleSince(nanos);
    }

    /** Runs plug-ins of a DAG. */
    void host(DagId dag) {
        dags.add(dag);
        hosted.add(dag);
    }

    /** Whether another group may have it when nothing runs on it. */
    boolean isMovable() {
        return isActive() && !ending && promised == null && hosted.stream().noneMatch(dags::contains);
    }

    /** Whether its attempts only wait for inputs; also if there are none. */
    boolean onlyWaits() {
        return leases.stream().allMatch(Lease::isWaitingConsumer);
    }

    /** Whether no attempt on it is about to end anyway. */
    boolean onlyRuns() {
        return leases.stream().allMatch(Lease::isRunning);
    }

    /** DAGs with attempts that do not wait for inputs, and the first priority among them. */
    Map<DagId, Integer> working() {
        Map<DagId, Integer> first = new HashMap<>();
        leases.stream()
                .filter(lease -> !lease.isWaitingConsumer())
                .forEach(lease ->
                        first.merge(lease.attempt().dag(), lease.request().priority(), Math::min));
        return first;
    }

    /** Whether its attempts wait, or come later in their DAG than what must run again elsewhere. */
    boolean yieldsTo(Map<DagId, Integer> reruns) {
        return onlyRuns() && new Offer(id, Offer.State.WORKING, null, working()).yieldsTo(reruns);
    }

    /** Whether it has run, or runs, the one attempt of its life. */
    boolean hadItsAttempt() {
        return hadItsAttempt;
    }

    void hadItsAttempt(boolean had) {
        hadItsAttempt = had;
    }

    /** It has said that it ends soon; until then it is heard. */
    void ending() {
        ending = true;
    }

    void silent() {
        state = State.SILENT;
    }

    void leaving() {
        state = State.LEAVING;
    }

    int slots() {
        return slots;
    }

    int freeSlots() {
        return freeSlots;
    }

    Set<Lease> leases() {
        return leases;
    }

    void take(Lease lease) {
        leases.add(lease);
        freeSlots -= lease.slots();
    }

    void giveBack(Lease lease, long nanos) {
        if (leases.remove(lease)) {
            freeSlots += lease.slots();
            idleSince(nanos);
        }
    }

    /** DAGs that it has state or outputs of. */
    Set<DagId> dags() {
        return dags;
    }

    /** Whether it runs nothing and no active DAG may want its outputs. */
    boolean isIdle() {
        return leases.isEmpty() && dags.isEmpty();
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void idleSince(long nanos) {
        idleSinceNanos = nanos;
    }

    long lastHeardNanos() {
        return lastHeardNanos;
    }

    void heard(long nanos) {
        lastHeardNanos = nanos;
    }

    long usedMemoryBytes() {
        return usedMemoryBytes;
    }

    void usedMemory(long bytes) {
        usedMemoryBytes = bytes;
    }

    @Override
    public String toString() {
        return ref == null ? id.toString() : ref.location();
    }
}
