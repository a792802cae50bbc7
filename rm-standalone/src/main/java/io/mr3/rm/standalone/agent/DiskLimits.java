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

    /** Why the disk gets no new workers; empty if it does. */
    String problem(DiskState disk, boolean wasFull) {
        long usedPercent = disk.totalMb() == 0 ? 0 : 100 - 100 * disk.freeMb() / disk.totalMb();
        int most = wasFull ? Math.max(1, maxPercent - PERCENT_BACK) : maxPercent;
        long least = wasFull ? minFreeMb + minFreeMb / 4 : minFreeMb;
        if (usedPercent >= most) {
            return "used to " + usedPercent + " %, expected less than " + most + " %";
        }
        return disk.freeMb() < least ? "has " + disk.freeMb() + " MB free, expected at least " + least + " MB" : "";
    }
}
