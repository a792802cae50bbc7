package io.mr3.rm.standalone;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A label as people write it: {@code name}, or {@code name=value}.
 *
 * @param value empty if none was written
 */
public record Label(String name, Optional<String> value) {
    private static final Pattern TEXT = Pattern.compile("\\s*[^=\\s][^=]*(=.*)?");

    /** Whether it is {@code name} or {@code name=value}. */
    public static boolean isLabel(String text) {
        return TEXT.matcher(text).matches();
    }

    /** Of a text that {@link #isLabel}. */
    public static Label of(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new Label(text.strip(), Optional.empty())
                : new Label(
                        text.substring(0, equals).strip(),
                        Optional.of(text.substring(equals + 1).strip()));
    }

    /** Whether a node with these labels has it: with that value, or with any if none is written. */
    boolean isAmong(Map<String, String> labels) {
        return value.isPresent() ? value.get().equals(labels.get(name)) : labels.containsKey(name);
    }
}
