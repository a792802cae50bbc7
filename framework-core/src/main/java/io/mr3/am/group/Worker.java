package io.mr3.am.group;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.DaemonReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A worker of a group, from the request for it until it has ended. Owned by the group's mailbox. */
final class Worker {
    /** Where a worker stands. */
    enum State {
        /** Asked for; it has not registered. */
        STARTING,
        /** Registered; its daemons are not all ready. */
        PREPARING,
        /** In service: takes attempts. */
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
    /** Null for a host that stays. */
    private String drainingFor;

    private Relief.Way promised;
    private final Set<DagId> hosted = new LinkedHashSet<>();
    private String rack = "";
    private String logFile = "";
    private WorkerRef ref;
    private WorkerChannel channel;
    private long pid;
    private int slots;
    private int freeSlots;
    private long lastHeardNanos;
    private long idleSinceNanos;
    private long usedMemoryBytes;
    private List<String> badDirectories = List.of();
    private final Set<String> daemonsAwaited = new LinkedHashSet<>();
    private final Map<String, ByteString> daemonMetadata = new HashMap<>();
    private final List<DaemonReport> kept = new ArrayList<>();
    private boolean served;
    private int registrations;
    private boolean daemonsServe;

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

    /** Whether it will be in service if all goes well. */
    boolean isStarting() {
        return state == State.STARTING || state == State.PREPARING;
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

    long pid() {
        return pid;
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

    void register(WorkerRef as, WorkerChannel over, long processId, int slotCount, long nanos) {
        state = State.PREPARING;
        ref = as;
        channel = over;
        pid = processId;
        slots = slotCount;
        freeSlots = slotCount;
        heard(nanos);
        idleSince(nanos);
    }

    /** It is told which daemons to run; what it says of those it ran before counts no more. */
    void introduced(Set<String> daemons) {
        registrations++;
        daemonsServe = false;
        daemonsAwaited.clear();
        daemonsAwaited.addAll(daemons);
        daemonMetadata.clear();
        kept.clear();
    }

    /** How often it was told which daemons to run. */
    int registrations() {
        return registrations;
    }

    void daemonReady(String daemon, ByteString metadata) {
        daemonsAwaited.remove(daemon);
        daemonMetadata.put(daemon, metadata);
    }

    /** Whether all that it waits for before it is given attempts has come, just now. */
    boolean isPrepared() {
        return (state == State.PREPARING || state == State.ACTIVE) && daemonsAwaited.isEmpty() && !daemonsServe;
    }

    void serve(long nanos) {
        state = State.ACTIVE;
        served = true;
        daemonsServe = true;
        idleSince(nanos);
    }

    /** Whether it is or was in service. */
    boolean hasServed() {
        return served;
    }

    /** Whether its daemons have begun to serve in the group that it is in. */
    boolean daemonsServe() {
        return daemonsServe;
    }

    /** Its daemons serve this group no more. */
    void daemonsLeave() {
        daemonsServe = false;
    }

    ByteString daemonMetadata(String daemon) {
        return daemonMetadata.get(daemon);
    }

    /** Holds what a daemon's attempt says before the worker serves. */
    void keep(DaemonReport report) {
        kept.add(report);
    }

    List<DaemonReport> takeKept() {
        List<DaemonReport> taken = List.copyOf(kept);
        kept.clear();
        return taken;
    }

    /** Whether it may be given attempts, of some DAG. */
    boolean takesAttempts() {
        return isActive() && daemonsServe && !ending && !hadItsAttempt && promised == null;
    }

    /** Its host is to be emptied: it goes on with the DAGs that it has state or outputs of, and gets others only in need. */
    void draining(String reason) {
        drainingFor = reason;
    }

    boolean isDraining() {
        return drainingFor != null;
    }

    /** Whether it goes as soon as it is idle. */
    boolean goesWhenIdle() {
        return hadItsAttempt || drainingFor != null;
    }

    /** Why it does so. */
    String whyItGoes() {
        return drainingFor != null ? drainingFor : "it has run its attempt";
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
        ref = new WorkerRef(ref.id(), group, ref.host(), ref.logFile());
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
        return isActive()
                && daemonsServe
                && !ending
                && promised == null
                && hosted.stream().noneMatch(dags::contains);
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

    /** Local directories that it does without, and why. */
    List<String> badDirectories() {
        return badDirectories;
    }

    void badDirectories(List<String> bad) {
        badDirectories = List.copyOf(bad);
    }

    @Override
    public String toString() {
        return ref == null ? id.toString() : ref.location();
    }
}
