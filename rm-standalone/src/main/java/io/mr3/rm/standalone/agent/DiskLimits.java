package io.mr3.rm.standalone.agent;

import java.time.Duration;

/**
 * When a disk is full, and how often it is looked at.
 *
 * @param maxPercent used part at which it is; it is no longer 5 below
 * @param minFreeMb less free space: it is; it is no longer with a quarter more
 * @param interval between two checks
 */
record DiskLimits(int maxPercent, long minFreeMb, Duration interval) {
    private static final int PERCENT_BACK = 5;

    /**
     * In which ways a disk is full.
     *
     * @param problem in one line; empty: it is not
     */
    record Fullness(boolean byPercent, boolean bySpace, String problem) {
        static final Fullness NONE = new Fullness(false, false, "");
    }

    /** How full it is now, if it was as full as {@code before}. */
    Fullness of(DiskState disk, Fullness before) {
        if (disk.totalMb() == 0) {
            return Fullness.NONE;
        }
        long usedPercent = 100 - 100 * disk.freeMb() / disk.totalMb();
        int most = before.byPercent() ? maxPercent - PERCENT_BACK : maxPercent;
        long least = before.bySpace() ? minFreeMb + minFreeMb / 4 : minFreeMb;
        boolean byPercent = usedPercent >= most;
        boolean bySpace = disk.freeMb() < least;
        String problem = byPercent
                ? "used to " + usedPercent + " %, expected less than " + most + " %"
                : "has " + disk.freeMb() + " MB free, expected at least " + least + " MB";
        return new Fullness(byPercent, bySpace, byPercent || bySpace ? problem : "");
    }
}
