package io.mr3.rm.standalone.web;

import io.mr3.command.Durations;
import java.util.Locale;

/** Amounts for people. */
public final class Amounts {
    private static final int MB_PER_GB = 1024;

    private Amounts() {}

    /** Megabytes (MiB), or gigabytes from one on. */
    public static String memory(long mb) {
        return mb < MB_PER_GB ? mb + " MB" : number((double) mb / MB_PER_GB) + " GB";
    }

    /** A part of a whole, both in megabytes (MiB). */
    public static String ofAll(long mb, long allMb) {
        return memory(mb) + " of " + memory(allMb);
    }

    /** A length of time; one that lies before its beginning, for the clocks of two hosts, is none. */
    public static String time(long millis) {
        return Durations.text(Math.max(0, millis));
    }

    /** @param share 0 to 1 */
    public static String share(double share) {
        return number(share * 100) + " %";
    }

    /** With one digit after the point, unless that is 0. */
    private static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number).replaceFirst("\\.0$", "");
    }
}
