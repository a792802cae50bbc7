package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.Spread;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** An application: what it holds and what it asks for. Also one that is gone, or not yet known, while it holds something. */
final class Applicant {
    /** The order in which they came. */
    static final Comparator<Applicant> BY_ORDER =
            Comparator.<Applicant>comparingLong(applicant -> applicant.order).thenComparing(Applicant::id);

    private final String id;
    private final Tally used = new Tally();
    private final Map<AskKey, AskGroup> groups = new LinkedHashMap<>();
    private final TreeSet<AskGroup> active = new TreeSet<>(AskGroup.NEXT_FIRST);
    /** Null before it is known. */
    private ShareQueue queue;

    private String user = "";
    private long order;
    private boolean registered;
    private boolean admitted;
    private Set<String> avoided = Set.of();
    private PlacementConstraints constraints = PlacementConstraints.NONE;
    private Predicate<Map<String, String>> admission = constraints.admission();
    /** Nodes with containers of it, and how many. */
    private final Map<BookedNode, Integer> nodes = new HashMap<>();

    private long reserveNotBefore = Long.MIN_VALUE;

    Applicant(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    String user() {
        return user;
    }

    ShareQueue queue() {
        return queue;
    }

    Tally used() {
        return used;
    }

    /** One more container is booked for it, in its queue as well. */
    void hold(BookedNode node, Resources amount) {
        used.add(amount);
        nodes.merge(node, 1, Integer::sum);
        if (queue != null) {
            queue.holds(this, amount);
        }
    }

    void holdNoMore(BookedNode node, Resources amount) {
        used.remove(amount);
        nodes.merge(node, -1, (a, b) -> a + b == 0 ? null : a + b);
        if (queue != null) {
            queue.holdsNoMore(this, amount);
        }
    }

    boolean holdsNothing() {
        return nodes.isEmpty();
    }

    boolean isRegistered() {
        return registered;
    }

    void register(ShareQueue inQueue, String byUser, long inOrder) {
        queue = inQueue;
        user = byUser;
        order = inOrder;
        registered = true;
    }

    void unregister() {
        registered = false;
    }

    /** Whether its queue serves it, or has as many applications as it may have. */
    boolean isAdmitted() {
        return admitted;
    }

    void admit(boolean now) {
        admitted = now;
    }

    Set<String> avoided() {
        return avoided;
    }

    void avoid(Set<String> hosts) {
        avoided = Set.copyOf(hosts);
    }

    void constrain(PlacementConstraints now) {
        constraints = now;
        admission = now.admission();
    }

    List<String> labels() {
        return constraints.labels();
    }

    /** Whether it may use any node with room. */
    boolean isFree() {
        return avoided.isEmpty() && constraints.equals(PlacementConstraints.NONE);
    }

    /** Whether a node that is there has the labels that it demands. */
    boolean admits(BookedNode node) {
        return admission.test(node.space().labels());
    }

    /** Whether it may have one more container on a node that is there; holds until it is given the next one. */
    Predicate<BookedNode> mayUse() {
        Spread spread = constraints.spread();
        if (spread == Spread.NONE) {
            return this::isWelcome;
        }
        Set<String> taken = new HashSet<>();
        nodes.keySet().forEach(node -> node.domain(spread).ifPresent(taken::add));
        return node -> isWelcome(node) && !taken.contains(node.domain(spread).orElseThrow());
    }

    private boolean isWelcome(BookedNode node) {
        return !avoided.contains(node.space().host()) && admits(node);
    }

    /** A reservation of it has expired: others go first. */
    void reserveNotBefore(long time) {
        reserveNotBefore = time;
    }

    long reserveNotBefore() {
        return reserveNotBefore;
    }

    Map<AskKey, AskGroup> groups() {
        return groups;
    }

    /** Groups to be looked at in the next pass. */
    TreeSet<AskGroup> active() {
        return active;
    }
}
