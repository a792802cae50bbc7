package io.mr3.am.group;

import io.mr3.common.Resources;

/**
 * How large the workers of a group are, and how they are cut into slots.
 *
 * @param slots attempts of the slot's size that a worker runs at once
 * @param slotMemoryMb memory of one slot; an attempt that wants more takes several
 * @param slotCores cores that one slot declares; they are not measured
 * @param heapFraction share of the heap, less overhead and cache, that the slots may fill
 * @param heapOverheadMb heap beyond what the slots need
 * @param cacheMb heap for the cache of an application, on top of all that; 0 for none
 */
public record WorkerSize(
        int slots, int slotMemoryMb, int slotCores, double heapFraction, int heapOverheadMb, int cacheMb) {
    private static final int MIN_NATIVE_MB = 384;
    private static final double NATIVE_FRACTION = 0.1;

    public WorkerSize {
        Bounds.atLeast(1, slots, "slots");
        Bounds.atLeast(1, slotMemoryMb, "slot memory in MB");
        Bounds.atLeast(1, slotCores, "slot cores");
        Bounds.atLeast(0, cacheMb, "cache memory in MB");
    }

    /** Memory of all slots together, in MB. */
    public int taskMemoryMb() {
        return slots * slotMemoryMb;
    }

    /** Heap in MB: {@code slots × slot / fraction + overhead + cache}. */
    public int heapMb() {
        return (int) Math.ceil(taskMemoryMb() / heapFraction) + heapOverheadMb + cacheMb;
    }

    /** What the container must hold: the heap and what a JVM takes besides. */
    public Resources container() {
        int nativeMb = Math.max(MIN_NATIVE_MB, (int) (heapMb() * NATIVE_FRACTION));
        return new Resources(heapMb() + nativeMb, slots * slotCores);
    }

    /** What all slots together offer to attempts. */
    Resources forAttempts() {
        return new Resources(taskMemoryMb(), slots * slotCores);
    }

    /** How many slots an attempt takes. Cores are only declared, so wanting more than a worker has takes all of it. */
    int slotsFor(Resources wanted) {
        int byMemory = divideUp(wanted.memoryMb(), slotMemoryMb);
        int byCores = Math.min(slots, divideUp(wanted.cores(), slotCores));
        return Math.max(1, Math.max(byMemory, byCores));
    }

    static int divideUp(int value, int by) {
        return (value + by - 1) / by;
    }
}
