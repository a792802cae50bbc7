package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationKnown;
import io.mr3.rm.standalone.proto.ShutdownRequest;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rm.standalone.proto.WorkerDraining;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.proto.WorkerStarted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One application with what it wants, and what it has not heard yet. On the master's mailbox alone. */
final class Application {
    final ApplicationKnown facts;
    final String id;
    final long order;
    final Map<Long, Container> containers = new LinkedHashMap<>();
    final HostFailures failures;
    final RateWindow failedLaunches = new RateWindow();
    /** Nodes that were ever told to launch something of it: they may have files of it. */
    final Set<Node> nodes = new HashSet<>();
    /** Hosts that it does not want, and those that the scheduler was told. */
    Set<String> unwantedHosts = Set.of();

    Set<String> avoidedHosts = Set.of();

    /** The one connection that is heard; null while there is none. */
    ApplicationLink link;
    /** Whether the connection's registration was answered. */
    boolean welcomed;
    /** Whether it has registered with this master: until then, what it was told by masters of before is unknown. */
    boolean registered;
    /** When it was heard last. */
    long heard;
    /** How many of its containers are not granted yet. */
    int waiting;

    /** Whether it has, or has had, as many workers as it needs to begin. */
    boolean gathered;

    /** Whether its requests wait for the application's turn among those that are not gathered. */
    boolean waitsForTurn;

    /** When it may have the next turn. */
    long nextTurn;

    /** Whether its requests wait because too many launches have failed. */
    boolean braked;
    /** The operator who has ended it; empty if none has. Until it has heard of its workers' ends it is not {@link #ended}. */
    String killedBy = "";

    /** When that was. */
    long killedAt;

    /** How it ended; empty while it has not. */
    String ended = "";

    /** What it said at its end, or why it was given up. */
    String diagnostics = "";

    private final Deque<ApplicationEvent> events = new ArrayDeque<>();
    private final Map<Long, List<ApplicationEvent>> unheard = new HashMap<>();
    private long lastNumber;
    private long sent;

    /**
     * An application that has registered once.
     *
     * @param order of its registration among all
     * @param firstEvent number below those of its events; higher than any that a master of before has used
     */
    Application(ApplicationKnown facts, long order, HostFailures failures, long firstEvent, long heard) {
        this.facts = facts;
        this.id = facts.getApplication();
        this.order = order;
        this.failures = failures;
        this.lastNumber = firstEvent;
        this.sent = firstEvent;
        this.heard = heard;
        this.gathered = facts.getLeastWorkers() <= 1;
        this.waitsForTurn = !gathered;
        this.nextTurn = heard;
    }

    /** How many of its containers have a place. */
    int placed() {
        return containers.size() - waiting;
    }

    /** Whether what has a place is of use to it: so many as it needs to begin, or all that it asks for. */
    boolean hasEnough() {
        return gathered || waiting == 0 || placed() >= facts.getLeastWorkers();
    }

    /** An operator has ended it: it is to finish by itself, as soon as it can be told. */
    void askToEnd() {
        if (link != null && welcomed) {
            link.send(ToApplication.newBuilder()
                    .setShutdown(ShutdownRequest.newBuilder().setReason(Killing.says(killedBy))));
        }
    }

    void tellStarted(Container container) {
        container.told = true;
        add(
                container,
                ApplicationEvent.newBuilder()
                        .setStarted(WorkerStarted.newBuilder()
                                .setNode(container.node.name)
                                .setHost(container.node.host)
                                .setRack(container.node.rack)
                                .setAmount(Amounts.of(container.amount))
                                .setLogFile(container.logFile)));
    }

    /** If its node is to be emptied, the application lets it go when it can; told once by each master. */
    void tellDraining(Container container) {
        if (container.told && !container.drainTold && container.stop == null && container.node.isLeaving()) {
            container.drainTold = true;
            add(
                    container,
                    ApplicationEvent.newBuilder()
                            .setDraining(WorkerDraining.newBuilder()
                                    .setReason("node " + container.node.name + " " + container.node.whyItLeaves())));
        }
    }

    void tellRefused(Container container, WorkerRefused.Builder refusal) {
        add(container, ApplicationEvent.newBuilder().setRefused(refusal));
    }

    void tellEnded(long worker, WorkerEnded.Builder end) {
        add(worker, ApplicationEvent.newBuilder().setEnded(end));
    }

    private void add(Container container, ApplicationEvent.Builder event) {
        add(container.id.worker(), event);
    }

    private void add(long worker, ApplicationEvent.Builder event) {
        ApplicationEvent next = event.setNumber(++lastNumber).setWorker(worker).build();
        events.addLast(next);
        unheard.computeIfAbsent(worker, w -> new ArrayList<>()).add(next);
    }

    /** Takes over what a master of before had to tell. */
    void addAgain(ApplicationEvent event) {
        add(event.getWorker(), event.toBuilder());
    }

    /** Returns the workers of which nothing is left to hear. */
    List<Long> acknowledged(long upTo) {
        List<Long> heardOf = new ArrayList<>();
        while (!events.isEmpty() && events.peekFirst().getNumber() <= upTo) {
            gone(events.removeFirst(), heardOf);
        }
        return heardOf;
    }

    private void gone(ApplicationEvent event, List<Long> heardOf) {
        List<ApplicationEvent> left = unheard.get(event.getWorker());
        left.remove(event);
        if (left.isEmpty()) {
            unheard.remove(event.getWorker());
            heardOf.add(event.getWorker());
        }
    }

    /** What it has not acknowledged of that worker. */
    List<ApplicationEvent> unheard(long worker) {
        return unheard.getOrDefault(worker, List.of());
    }

    /** Whether there is something that it has not acknowledged of that worker. */
    boolean isUnheard(long worker) {
        return unheard.containsKey(worker);
    }

    /**
     * All that is unacknowledged is to be sent again; what the application, by what it has told, has no use for goes. Returns
     * the workers of which nothing is left to hear.
     */
    List<Long> sendAgain(Set<Long> pending, Set<Long> started) {
        List<Long> heardOf = new ArrayList<>();
        Set<Long> starts = new HashSet<>();
        for (Iterator<ApplicationEvent> each = events.iterator(); each.hasNext(); ) {
            ApplicationEvent event = each.next();
            long worker = event.getWorker();
            boolean answers = pending.contains(worker);
            if (event.hasStarted() && answers) {
                starts.add(worker);
            }
            if (event.hasEnded() ? !started.contains(worker) && !starts.contains(worker) : !answers) {
                each.remove();
                gone(event, heardOf);
            }
        }
        sent = 0;
        return heardOf;
    }

    /** Unacknowledged events that were not sent on this connection. */
    Iterable<ApplicationEvent> takeUnsent() {
        Deque<ApplicationEvent> unsent = new ArrayDeque<>();
        for (var each = events.descendingIterator(); each.hasNext(); ) {
            ApplicationEvent event = each.next();
            if (event.getNumber() <= sent) {
                break;
            }
            unsent.addFirst(event);
        }
        sent = lastNumber;
        return unsent;
    }

    boolean hasUnsent() {
        return !events.isEmpty() && events.peekLast().getNumber() > sent;
    }

    int unacknowledged() {
        return events.size();
    }

    boolean hasEnded() {
        return !ended.isEmpty();
    }

    @Override
    public String toString() {
        return id;
    }
}
