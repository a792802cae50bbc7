package io.mr3.am.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Free slots of active workers, as they would be after the decisions taken so far in one scheduling pass. */
final class Rooms {
    private final List<Room> rooms = new ArrayList<>();
    private int totalSlots;
    private int consumerSlots;

    /** @param shortage whether no other workers are to be had: then those that drain are as good as any */
    Rooms(Collection<Worker> workers, boolean shortage) {
        workers.stream()
                .filter(Worker::takesAttempts)
                .sorted(Comparator.comparingInt(worker -> worker.id().number()))
                .forEach(worker -> rooms.add(new Room(worker, shortage || !worker.isDraining())));
        // what only some DAGs may use is of no help to the others
        rooms.stream().filter(room -> room.openToAll).forEach(room -> {
            totalSlots += room.worker.slots();
            consumerSlots += room.consumerSlots;
        });
    }

    /** One worker. */
    static final class Room {
        private final Worker worker;
        private final boolean openToAll;
        private int free;
        /** Slots that are being taken away from their attempts. */
        private int coming;

        private int consumerSlots;
        private boolean reserved;

        private Room(Worker worker, boolean openToAll) {
            this.worker = worker;
            this.openToAll = openToAll;
            free = worker.freeSlots();
            for (Lease lease : worker.leases()) {
                if (lease.isWaitingConsumer()) {
                    consumerSlots += lease.slots();
                } else if (!lease.isRunning()) {
                    coming += lease.slots();
                }
            }
        }

        Worker worker() {
            return worker;
        }

        int free() {
            return free;
        }

        /** Slots that are free, or will be without anything else being done. */
        int freeSoon() {
            return free + coming;
        }

        /** Slots that will be free when every attempt that does not wait for inputs has ended. */
        int freeInTheEnd() {
            return worker.slots() - consumerSlots;
        }

        /** What is reserved is not kept from a producer that runs again: the attempts here may wait for it, unknowingly. */
        boolean fits(Lease lease) {
            return (!reserved || lease.queue() == Queue.RERUNS) && lease.slots() <= free && isOpenTo(lease);
        }

        /** Whether its worker may be given the attempt at all. */
        boolean isOpenTo(Lease lease) {
            return openToAll || worker.dags().contains(lease.attempt().dag());
        }

        /** Keeps what is free, or coming free, for one producer. */
        void claim(int slots) {
            int now = Math.min(slots, free);
            free -= now;
            coming -= slots - now;
        }

        void revoke(Lease victim) {
            coming += victim.slots();
            consumerSlots -= victim.isWaitingConsumer() ? victim.slots() : 0;
        }
    }

    int totalSlots() {
        return totalSlots;
    }

    /** Those whose workers may be given the attempt. */
    List<Room> openTo(Lease lease) {
        return rooms.stream().filter(room -> room.isOpenTo(lease)).toList();
    }

    List<Room> all() {
        return rooms;
    }

    void take(Room room, Lease lease) {
        room.free -= lease.slots();
        if (lease.queue() == Queue.CONSUMERS) {
            room.consumerSlots += lease.slots();
            consumerSlots += room.openToAll ? lease.slots() : 0;
        }
    }

    /** Whether a request may take a slot at all: attempts that wait for inputs leave one for those that do not. */
    boolean allows(Lease lease) {
        return lease.queue() != Queue.CONSUMERS || consumerSlots + lease.slots() < totalSlots;
    }

    /**
     * Lets nobody else take slots of the worker that is nearest to having enough for {@code lease}. Where only attempts that
     * wait for inputs are in its way, they will be pushed out, and no other must come in between.
     */
    void reserveFor(Lease lease) {
        Predicate<Room> enoughInTheEnd = room -> room.freeInTheEnd() >= lease.slots();
        rooms.stream()
                .filter(room -> !room.reserved && room.worker.slots() >= lease.slots() && room.isOpenTo(lease))
                .max(Comparator.comparing(enoughInTheEnd::test).thenComparingInt(Room::freeSoon))
                .ifPresent(room -> room.reserved = true);
    }
}
