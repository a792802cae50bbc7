package io.mr3.rm.standalone.scheduler;

import io.mr3.rm.standalone.ContainerId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Nodes kept free for asks that fit nowhere and are passed over by smaller ones, which take each piece of room as it comes
 * free. One for each application, a twentieth of the nodes together, and for a limited time. Asks that are not passed over
 * need none: a node kept free for them would only change whose turn it is.
 */
final class Reservations {
    private static final int NODES_PER_RESERVATION = 20;

    /** A node is kept free for that ask. */
    record Reservation(AskGroup group, Ask ask, BookedNode node, long until) {}

    private final NodeTable nodes;
    private final long afterNanos;
    private final long timeNanos;
    private final RecentGrants grants = new RecentGrants();
    /** By application, the oldest first. */
    private final Map<Applicant, Reservation> byApplicant = new LinkedHashMap<>();

    Reservations(NodeTable nodes, SchedulerSettings settings) {
        this.nodes = nodes;
        this.afterNanos = settings.reserveAfter().toNanos();
        this.timeNanos = settings.reserveFor().toNanos();
    }

    List<Reservation> all() {
        return List.copyOf(byApplicant.values());
    }

    /** When the oldest ask of the group may have a reservation, which fits nowhere now; empty if none is possible. */
    OptionalLong due(AskGroup group) {
        boolean isPossible = nodes.all().couldHold(group.amount()) && !byApplicant.containsKey(group.applicant());
        return isPossible
                ? OptionalLong.of(Math.max(
                        group.head().since() + afterNanos, group.applicant().reserveNotBefore()))
                : OptionalLong.empty();
    }

    /** Reserves the node that lacks least, if the ask is passed over and there may be one more reservation. */
    void reserve(AskGroup group, long now) {
        boolean isFull = byApplicant.size() >= Math.max(1, nodes.open() / NODES_PER_RESERVATION);
        if (isFull || !grants.hasSmaller(group.amount(), group.head().since())) {
            return;
        }
        Optional<BookedNode> chosen = best(group);
        chosen.ifPresent(node -> {
            byApplicant.put(group.applicant(), new Reservation(group, group.head(), node, now + timeNanos));
            nodes.change(node, keeping -> keeping.reserve(group.amount()));
        });
        if (chosen.isEmpty()) {
            group.applicant().reserveNotBefore(now + afterNanos);
        }
    }

    private Optional<BookedNode> best(AskGroup group) {
        BookedNode best = null;
        Predicate<BookedNode> mayUse = group.applicant().mayUse();
        Comparator<BookedNode> betterFirst = Comparator.<BookedNode>comparingInt(
                        node -> node.space().penalty())
                .thenComparingDouble(node -> node.shortage(group.amount()));
        for (BookedNode node : nodes.nodes()) {
            boolean isCandidate = node.couldHold(group.amount()) && !node.isReserved() && mayUse.test(node);
            if (isCandidate && (best == null || betterFirst.compare(node, best) < 0)) {
                best = node;
            }
        }
        return Optional.ofNullable(best);
    }

    /** An ask was granted, which has no reservation any more. */
    void granted(Applicant applicant, Ask ask, long now) {
        dropFor(applicant, ask.container());
        grants.note(ask.amount(), now);
    }

    /** Ends those whose time is over; others go first for a while. Whether there were any. */
    boolean expire(long now) {
        List<Reservation> over =
                all().stream().filter(reservation -> reservation.until <= now).toList();
        over.forEach(reservation -> {
            drop(reservation.group.applicant());
            reservation.group.applicant().reserveNotBefore(now + afterNanos);
        });
        return !over.isEmpty();
    }

    /** When the next one ends. */
    OptionalLong next() {
        return byApplicant.values().stream().mapToLong(Reservation::until).min();
    }

    /** Nothing is kept free for the application any more. Whether something was. */
    boolean drop(Applicant applicant) {
        Reservation reservation = byApplicant.remove(applicant);
        if (reservation != null) {
            nodes.change(reservation.node, freeing -> freeing.reserve(null));
        }
        return reservation != null;
    }

    /** The ask does not wait any more. */
    boolean dropFor(Applicant applicant, ContainerId container) {
        Reservation reservation = byApplicant.get(applicant);
        return reservation != null && reservation.ask.container().equals(container) && drop(applicant);
    }

    /** Ends those that have become vain: a node or an application has changed. */
    void review() {
        List.copyOf(byApplicant.keySet()).forEach(this::dropIfVain);
    }

    /** Ends that of the application if its node could not have the ask any more. Whether it was ended. */
    boolean dropIfVain(Applicant applicant) {
        Reservation reservation = byApplicant.get(applicant);
        boolean isVain = reservation != null
                && (!reservation.node.couldHold(reservation.ask.amount())
                        || !applicant.mayUse().test(reservation.node));
        return isVain && drop(applicant);
    }
}
