package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;

/** A sum of amounts; in longs, since ten thousand nodes have more megabytes than an int holds. */
final class Tally {
    /** Limits are products of decimal fractions; what they miss by less than this is not missed. */
    private static final double ROUNDING = 1e-6;

    private long memoryMb;
    private long cores;

    void add(Resources amount) {
        memoryMb += amount.memoryMb();
        cores += amount.cores();
    }

    void remove(Resources amount) {
        memoryMb -= amount.memoryMb();
        cores -= amount.cores();
    }

    void add(Tally other) {
        memoryMb += other.memoryMb;
        cores += other.cores;
    }

    void remove(Tally other) {
        memoryMb -= other.memoryMb;
        cores -= other.cores;
    }

    void clear() {
        memoryMb = 0;
        cores = 0;
    }

    boolean isEmpty() {
        return memoryMb == 0 && cores == 0;
    }

    /** The larger of the shares of memory and of cores. */
    double shareOf(Tally whole) {
        return Math.max(fraction(memoryMb, whole.memoryMb), fraction(cores, whole.cores));
    }

    /** Whether this and {@code more} are within that share of the whole. All of it is no bound: nodes are. */
    boolean leavesRoom(Resources more, double share, Tally whole) {
        return share >= 1
                || memoryMb + more.memoryMb() <= share * whole.memoryMb + ROUNDING
                        && cores + more.cores() <= share * whole.cores + ROUNDING;
    }

    int memoryMb() {
        return (int) Math.min(Integer.MAX_VALUE, memoryMb);
    }

    int cores() {
        return (int) Math.min(Integer.MAX_VALUE, cores);
    }

    @Override
    public String toString() {
        return memoryMb + " MB, " + cores + " cores";
    }

    /** {@code part} of {@code whole}; 0 for nothing, however small the whole. */
    static double fraction(long part, long whole) {
        return part == 0 ? 0 : (double) part / whole;
    }
}
