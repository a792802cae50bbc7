package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

    private int containers;
    private String user = "";
    private long order;
    private boolean registered;
    private boolean admitted;
    private Set<String> avoided = Set.of();
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
    void hold(Resources amount) {
        used.add(amount);
        containers++;
        if (queue != null) {
            queue.holds(this, amount);
        }
    }

    void holdNoMore(Resources amount) {
        used.remove(amount);
        containers--;
        if (queue != null) {
            queue.holdsNoMore(this, amount);
        }
    }

    boolean holdsNothing() {
        return containers == 0;
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

    boolean avoids(BookedNode node) {
        return avoided.contains(node.space().host());
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
