package io.mr3.rm.standalone.agent;

import io.mr3.common.files.DiskState;

/**
 * From when on a disk has too little room, and until when.
 *
 * @param maxPercent used part from which on it has; it no longer has 5 below; 0 for never
 * @param minFreeMb with less free space it has; it no longer has with a quarter more; 0 for never
 */
record DiskMark(int maxPercent, long minFreeMb) {
    private static final int PERCENT_BACK = 5;

    /**
     * In which ways a disk is beneath the mark.
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
        boolean byPercent = maxPercent > 0 && usedPercent >= most;
        boolean bySpace = disk.freeMb() < least;
        String problem = byPercent
                ? "used to " + usedPercent + " %, expected less than " + most + " %"
                : "has " + disk.freeMb() + " MB free, expected at least " + least + " MB";
        return new Fullness(byPercent, bySpace, byPercent || bySpace ? problem : "");
    }
}
