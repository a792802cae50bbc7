package io.mr3.am.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hands out free slots, queue by queue of requests, in each to the DAG whose turn it is by {@link Shares}. */
final class SchedulingPass {
    /** How many requests of equal priority are looked at for one that finds its preferred place free. */
    private static final int WINDOW = 32;

    private final Collection<Member> members;
    private final Rooms rooms;
    private final Shares shares;
    private final long now;
    private final List<Placement> placements = new ArrayList<>();
    private final List<Lease> blocked = new ArrayList<>();
    private boolean waitsForWorkers;

    SchedulingPass(Collection<Member> members, Rooms rooms, DagQueues queues, long now) {
        this.members = members;
        this.rooms = rooms;
        this.shares = new Shares(queues, members, rooms.totalSlots());
        this.now = now;
    }

    List<Placement> placements() {
        return placements;
    }

    /** The first producer of each DAG and queue that found no room; those to run again first. */
    List<Lease> blocked() {
        return blocked;
    }

    /** Whether requests were left waiting for the worker that they named, though there was room elsewhere. */
    boolean waitsForWorkers() {
        return waitsForWorkers;
    }

    void place() {
        for (Queue queue : Queue.values()) {
            place(queue);
        }
    }

    private void place(Queue queue) {
        Map<Member, Turn> turns = new HashMap<>();
        Shares.Line line = shares.new Line();
        for (Member member : members) {
            if (!member.waiting(queue).isEmpty()) {
                turns.put(member, new Turn(member.waiting(queue).iterator()));
                line.add(member);
            }
        }
        for (Optional<Member> next = line.next(); next.isPresent(); next = line.next()) {
            Member member = next.get();
            Turn turn = turns.get(member);
            if (placeNext(member, turn) && turn.fill()) {
                line.add(member);
            }
        }
    }

    /** False if the DAG's next request finds no room: then it waits, and what is queued behind it too. */
    private boolean placeNext(Member member, Turn turn) {
        turn.fill();
        Lease next = next(turn.window);
        if (next == null) {
            waitsForWorkers = true;
            return false;
        }
        Lease first = turn.window.get(0);
        Rooms.Room room = rooms.allows(next) ? best(next) : null;
        if (room == null) {
            if (first.queue() != Queue.CONSUMERS) {
                blocked.add(first);
                if (first.slots() > 1) {
                    rooms.reserveFor(first);
                }
            }
            return false;
        }
        turn.window.remove(next);
        rooms.take(room, next);
        shares.take(member, next.slots());
        placements.add(new Placement(next, room.worker()));
        return true;
    }

    /** The first that finds its place free, else the first that may go elsewhere; null if all wait for the worker they named. */
    private Lease next(List<Lease> window) {
        return window.stream()
                .filter(this::isAtHome)
                .findFirst()
                .or(() ->
                        window.stream().filter(lease -> !waitsForWorker(lease)).findFirst())
                .orElse(null);
    }

    /** Whether the worker that it named is there, but full, and it has not waited long for it. */
    private boolean waitsForWorker(Lease lease) {
        return lease.queue() == Queue.READY
                && now - lease.askedNanos() < TaskScheduler.WAIT_FOR_WORKER.toNanos()
                && rooms.openTo(lease).stream()
                        .anyMatch(room -> Locality.isInsistedOn(
                                room.worker(), lease.request().locations()));
    }

    /** Whether there is no better place for it than one that is free now. */
    private boolean isAtHome(Lease lease) {
        if (lease.request().locations().isEmpty()) {
            return true;
        }
        Rooms.Room room = rooms.allows(lease) ? best(lease) : null;
        return room != null && Locality.of(room.worker(), lease.request().locations()) != Locality.ANYWHERE;
    }

    private Rooms.Room best(Lease lease) {
        List<String> locations = lease.request().locations();
        return rooms.all().stream()
                .filter(room -> room.fits(lease))
                .min(Comparator.comparingInt((Rooms.Room room) -> Locality.of(room.worker(), locations))
                        .thenComparingInt(room -> -room.free()))
                .orElse(null);
    }

    /** The waiting requests of one DAG in one queue; the first ones of equal priority lie open. */
    private static final class Turn {
        private final Iterator<Lease> rest;
        private final List<Lease> window = new ArrayList<>();
        private Lease beyond;

        private Turn(Iterator<Lease> rest) {
            this.rest = rest;
        }

        /** Fills the window; false if nothing is left. */
        private boolean fill() {
            while (window.size() < WINDOW && (beyond != null || rest.hasNext())) {
                Lease next = beyond != null ? beyond : rest.next();
                beyond = null;
                if (!window.isEmpty()
                        && window.get(0).request().priority() != next.request().priority()) {
                    beyond = next;
                    break;
                }
                window.add(next);
            }
            return !window.isEmpty();
        }
    }
}
