package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.Spread;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A node and what is booked on it; also one that is gone, or was never heard of, as long as something is booked there. */
final class BookedNode {
    private final String name;
    private final Map<String, Integer> containers = new HashMap<>();
    /** Null while the node is not there. */
    private NodeSpace space;

    /** As it was when it was there last; null if it never was. */
    private NodeSpace lastKnown;

    private long memoryMb;
    private long cores;
    /** Null if it is reserved for nobody. */
    private Resources reserved;

    private boolean capped;

    BookedNode(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isThere() {
        return space != null;
    }

    boolean isOpen() {
        return space != null && space.open();
    }

    NodeSpace space() {
        return space;
    }

    void become(NodeSpace now) {
        space = now;
        lastKnown = now == null ? lastKnown : now;
    }

    /** Where it is, or was when it was there last; empty if it never was. */
    Optional<String> domain(Spread spread) {
        return Optional.ofNullable(lastKnown).map(known -> spread.domain(known.host(), known.rack()));
    }

    void book(String application, Resources amount) {
        memoryMb += amount.memoryMb();
        cores += amount.cores();
        containers.merge(application, 1, Integer::sum);
    }

    void unbook(String application, Resources amount) {
        memoryMb -= amount.memoryMb();
        cores -= amount.cores();
        containers.merge(application, -1, (a, b) -> a + b == 0 ? null : a + b);
    }

    Resources booked() {
        return new Resources((int) Math.min(Integer.MAX_VALUE, memoryMb), (int) Math.min(Integer.MAX_VALUE, cores));
    }

    boolean isEmpty() {
        return containers.isEmpty();
    }

    int containersOf(String application) {
        return containers.getOrDefault(application, 0);
    }

    boolean isReserved() {
        return reserved != null;
    }

    void reserve(Resources amount) {
        reserved = amount;
    }

    /** Whether it has had as many launches as it may have for now. */
    boolean isCapped() {
        return capped;
    }

    void cap(boolean now) {
        capped = now;
    }

    /** Whether it could hold that if it were empty. */
    boolean couldHold(Resources amount) {
        return isOpen() && space.total().fits(amount);
    }

    /** Whether there is room, also by what is kept free for somebody. */
    boolean hasRoom(Resources amount) {
        return isOpen()
                && memoryMb + amount.memoryMb() <= space.total().memoryMb()
                && cores + amount.cores() <= space.total().cores();
    }

    /** Memory that others than the one it is reserved for may have; negative if it has more than it should. */
    long freeMemoryMb() {
        return space.total().memoryMb() - memoryMb - (reserved == null ? 0 : reserved.memoryMb());
    }

    /** As {@link #freeMemoryMb}. */
    long freeCores() {
        return space.total().cores() - cores - (reserved == null ? 0 : reserved.cores());
    }

    /** How much more than its total that would be, as a share of it; 0 if there is room. */
    double shortage(Resources amount) {
        long memory = Math.max(0, memoryMb + amount.memoryMb() - space.total().memoryMb());
        long core = Math.max(0, cores + amount.cores() - space.total().cores());
        return Math.max(
                Tally.fraction(memory, space.total().memoryMb()),
                Tally.fraction(core, space.total().cores()));
    }

    double memoryShare() {
        return Tally.fraction(memoryMb, space.total().memoryMb());
    }

    double coreShare() {
        return Tally.fraction(cores, space.total().cores());
    }
}
