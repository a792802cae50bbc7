package io.mr3.am.group;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes slots away for producers that found no room.
 *
 * <ul>
 *   <li>A producer that runs again pushes out the youngest attempts that wait for inputs, at once: somebody is waiting.
 *   <li>Any other producer does so only if it could not run even after every attempt had ended that does not wait for
 *       inputs: the group has shrunk, or the attempt is larger than what consumers have left; or if it has waited for long while
 *       none ended at all.
 *   <li>If nobody waits for inputs, a producer that runs again pushes out the youngest attempt of its own DAG that
 *       comes later in it: all of them may wait for the output that was lost. One such producer of a DAG at a time is
 *       enough.
 *   <li>Failing that, it pushes out the youngest attempts of a younger DAG that may have lost inputs as well. Two DAGs whose
 *       lost outputs were made in groups without room for them would wait for each other.
 * </ul>
 */
final class Preemption {
    private final List<Placement> placements;
    private final Rooms rooms;
    private final List<Schedule.Revocation> revocations = new ArrayList<>();
    private final Set<Lease> victims = new HashSet<>();

    Preemption(List<Placement> placements, Rooms rooms) {
        this.placements = placements;
        this.rooms = rooms;
    }

    List<Schedule.Revocation> revocations() {
        return revocations;
    }

    /** @param standstill whether what runs does not end by itself, as far as can be told */
    void makeRoomFor(Lease producer, boolean standstill) {
        int slots = producer.slots();
        List<Rooms.Room> open = rooms.openTo(producer);
        if (claimWhatIsComing(open, slots)) {
            return;
        }
        boolean rerun = producer.request().rerun();
        if (!rerun && !standstill && open.stream().anyMatch(room -> room.freeInTheEnd() >= slots)) {
            return;
        }
        boolean made = revoke(open, producer, Lease::isWaitingConsumer);
        if (!made
                && rerun
                && !runsAgainAlready(producer)
                && !revoke(open, producer, l -> isLaterInSameDag(l, producer))) {
            revoke(open, producer, lease -> mayWaitInAYoungerDag(lease, producer));
        }
    }

    private boolean claimWhatIsComing(List<Rooms.Room> open, int slots) {
        for (Rooms.Room room : open) {
            if (room.freeSoon() >= slots) {
                room.claim(slots);
                return true;
            }
        }
        return false;
    }

    /** Whether a producer of the DAG runs again that does not come later than this one, and so cannot wait for it. */
    private boolean runsAgainAlready(Lease producer) {
        Stream<Lease> held = rooms.all().stream()
                .flatMap(room -> room.worker().leases().stream())
                .filter(Lease::isRunning);
        return Stream.concat(held, placements.stream().map(Placement::lease))
                .anyMatch(lease -> lease.request().rerun()
                        && lease.member() == producer.member()
                        && lease.request().priority() <= producer.request().priority());
    }

    private static boolean isLaterInSameDag(Lease lease, Lease producer) {
        return lease.isRunning()
                && lease.member() == producer.member()
                && lease.request().priority() > producer.request().priority();
    }

    private static boolean mayWaitInAYoungerDag(Lease lease, Lease producer) {
        return lease.isRunning()
                && lease.mayHaveLostInputs()
                && Offer.ORDER.compare(producer.attempt().dag(), lease.attempt().dag()) < 0;
    }

    /** Chooses the worker where the fewest attempts must go, of those the one where they are youngest. */
    private boolean revoke(List<Rooms.Room> open, Lease producer, Predicate<Lease> candidate) {
        Rooms.Room bestRoom = null;
        List<Lease> best = List.of();
        for (Rooms.Room room : open) {
            List<Lease> needed = neededFrom(room, producer.slots(), candidate);
            if (!needed.isEmpty() && (bestRoom == null || isBetter(needed, best))) {
                bestRoom = room;
                best = needed;
            }
        }
        if (bestRoom == null) {
            return false;
        }
        for (Lease victim : best) {
            victims.add(victim);
            bestRoom.revoke(victim);
            revocations.add(new Schedule.Revocation(victim, producer));
        }
        bestRoom.claim(producer.slots());
        return true;
    }

    /** The youngest candidates of a worker whose slots suffice; empty if they never do. */
    private List<Lease> neededFrom(Rooms.Room room, int slots, Predicate<Lease> candidate) {
        List<Lease> youngestFirst = room.worker().leases().stream()
                .filter(candidate)
                .filter(lease -> !victims.contains(lease))
                .sorted(Comparator.comparingLong(Lease::placing).reversed())
                .toList();
        List<Lease> needed = new ArrayList<>();
        int gained = room.freeSoon();
        for (Lease lease : youngestFirst) {
            if (gained < slots) {
                needed.add(lease);
                gained += lease.slots();
            }
        }
        return gained < slots ? List.of() : needed;
    }

    private static boolean isBetter(List<Lease> one, List<Lease> other) {
        if (one.size() != other.size()) {
            return one.size() < other.size();
        }
        return one.get(0).placing() > other.get(0).placing();
    }
}
