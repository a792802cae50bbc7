package io.mr3.common.processes;

import java.util.List;
import java.util.Optional;

/** Why a process of ours has ended, of all that it printed. */
public final class LastWords {
    /** Begins what a main class of ours says. */
    private static final String OWN = "mr3: ";

    private LastWords() {}

    /**
     * One line: what it says itself, or else what its JVM says first; empty if it printed nothing.
     *
     * @param output where people see more
     */
    public static Optional<String> in(List<String> printed, String output) {
        List<String> lines = printed.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("Picked up "))
                .toList();
        Optional<String> own = lines.stream()
                .filter(line -> line.startsWith(OWN))
                .map(line -> line.substring(OWN.length()))
                .findFirst();
        return own.or(() -> lines.stream().findFirst().map(line -> line + "; " + output));
    }
}
