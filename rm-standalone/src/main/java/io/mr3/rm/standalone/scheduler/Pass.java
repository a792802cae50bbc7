package io.mr3.rm.standalone.scheduler;

import io.mr3.rm.standalone.scheduler.Locality.Area;
import io.mr3.rm.standalone.scheduler.Locality.Reach;
import io.mr3.rm.standalone.scheduler.Reservations.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One pass: grants asks one by one, each time to whose turn it is, until none is left that can be granted. No worker ends
 * meanwhile, so a group that cannot be granted once is not looked at again, unless what is kept free for another comes free.
 */
final class Pass {
    private final ClusterState state;
    private final Placer placer;
    private final Entitlement entitlement;
    private final long now;
    /** Whether what was kept free for an ask has become free, since its application got a worker too near to it. */
    private boolean isLooser;

    private final List<Placement> placements = new ArrayList<>();

    Pass(ClusterState state, long now) {
        this.state = state;
        this.placer = new Placer(state.nodes(), state.settings().placement());
        this.entitlement = new Entitlement(state.topQueues(), state.nodes().cluster());
        this.now = now;
    }

    List<Placement> run() {
        state.reservations().all().forEach(this::serve);
        do {
            takeTurns();
        } while (wakeIfLooser());
        return placements;
    }

    private boolean wakeIfLooser() {
        boolean again = isLooser;
        isLooser = false;
        if (again) {
            placer.forget();
            state.asks().wakeAll();
        }
        return again;
    }

    private void takeTurns() {
        Turns turns = new Turns(state.topQueues(), state.nodes().cluster());
        while (!turns.isEmpty()) {
            Applicant applicant = turns.next();
            grantOrBlock(applicant.active().first());
            if (!applicant.active().isEmpty()) {
                turns.add(applicant);
            }
        }
    }

    /** Room has come on a node that is kept free: it is for that ask, whosever turn it is. */
    private void serve(Reservation reservation) {
        BookedNode node = reservation.node();
        AskGroup group = reservation.group();
        if (node.hasRoom(group.amount()) && !node.isCapped() && isAllowed(group)) {
            grant(group.applicant(), reservation.ask(), node);
        }
    }

    private void grantOrBlock(AskGroup group) {
        if (!isAllowed(group)) {
            state.asks().block(group, Long.MAX_VALUE);
            return;
        }
        if (placer.isHopeless(group.amount())) {
            state.asks().block(group, reserve(group));
            return;
        }
        Area area = state.locality().of(group, now);
        Optional<BookedNode> node = placer.find(group, area);
        if (node.isPresent()) {
            grant(group.applicant(), group.head(), node.get());
        } else {
            state.asks().block(group, area.reach() == Reach.ANYWHERE ? reserve(group) : area.until());
        }
    }

    private boolean isAllowed(AskGroup group) {
        Applicant applicant = group.applicant();
        return applicant.isAdmitted()
                && applicant
                        .queue()
                        .allows(applicant, group.amount(), state.nodes().cluster());
    }

    private void grant(Applicant applicant, Ask ask, BookedNode node) {
        state.asks().remove(ask.container());
        state.reservations().granted(applicant, ask, now);
        state.ledger().book(ask.container(), applicant, node, ask.amount());
        isLooser |= state.reservations().dropIfVain(applicant);
        state.launches().count(node, now);
        placements.add(new Placement(ask, node.name()));
    }

    /** Reserves a node for a group that fits nowhere, if it may have one. Answers when it may have one otherwise. */
    private long reserve(AskGroup group) {
        OptionalLong due = state.reservations().due(group);
        boolean isPossible = due.isPresent() && !state.launches().isFelt();
        if (!isPossible || due.getAsLong() > now) {
            return isPossible ? due.getAsLong() : Long.MAX_VALUE;
        }
        if (entitlement.isWithinShare(group.applicant().queue())) {
            state.reservations().reserve(group, now);
        }
        return Long.MAX_VALUE;
    }
}
