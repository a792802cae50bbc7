package io.mr3.rm.standalone.command;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory as people write it: megabytes, or like {@code 4g}. */
final class Megabytes {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})([mMgG]?)");
    private static final int MB_PER_GB = 1024;

    private Megabytes() {}

    /** Empty if it is none. */
    static OptionalLong parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(parts.group(1));
        return OptionalLong.of(parts.group(2).equalsIgnoreCase("g") ? number * MB_PER_GB : number);
    }
}
