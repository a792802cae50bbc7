package io.mr3.command;

/** Lengths of time for people. */
public final class Durations {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    /** The two largest units, e.g. {@code 3 min 12 s}; tenths of seconds below ten. */
    public static String text(long millis) {
        if (millis < 10 * SECOND) {
            return millis / SECOND + "." + millis % SECOND / 100 + " s";
        }
        if (millis < MINUTE) {
            return millis / SECOND + " s";
        }
        if (millis < HOUR) {
            return millis / MINUTE + " min " + millis % MINUTE / SECOND + " s";
        }
        if (millis < DAY) {
            return millis / HOUR + " h " + millis % HOUR / MINUTE + " min";
        }
        return millis / DAY + " d " + millis % DAY / HOUR + " h";
    }
}
