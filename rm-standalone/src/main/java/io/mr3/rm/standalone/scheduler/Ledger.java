package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import java.util.HashMap;
import java.util.Map;

/** What is booked: each container once, on its node, for its application and in that one's queue. */
final class Ledger {
    private record Booking(Applicant applicant, BookedNode node, Resources amount) {}

    private final NodeTable nodes;
    private final Map<ContainerId, Booking> bookings = new HashMap<>();

    Ledger(NodeTable nodes) {
        this.nodes = nodes;
    }

    boolean holds(ContainerId container) {
        return bookings.containsKey(container);
    }

    /** Books it; what was booked for the container before is free. */
    void book(ContainerId container, Applicant applicant, BookedNode node, Resources amount) {
        // first the new one, so that neither node nor application is forgotten in between
        Booking before = bookings.put(container, new Booking(applicant, node, amount));
        nodes.change(node, booking -> booking.book(applicant.id(), amount));
        applicant.hold(node, amount);
        if (before != null) {
            undo(before);
        }
    }

    /** Frees it. Whether something was booked. */
    boolean free(ContainerId container) {
        Booking booking = bookings.remove(container);
        if (booking != null) {
            undo(booking);
        }
        return booking != null;
    }

    private void undo(Booking booking) {
        Applicant applicant = booking.applicant;
        nodes.change(booking.node, freeing -> freeing.unbook(applicant.id(), booking.amount));
        applicant.holdNoMore(booking.node, booking.amount);
    }
}
