package io.mr3.master;

import io.mr3.common.processes.JavaCommand;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a process becomes the shared DAGAppMaster, and how it says why it did not. */
final class MasterCommand {
    private static final String MAIN = "io.mr3.am.MasterMain";
    /** Begins what the main class says. */
    private static final String OWN = "mr3: ";

    private MasterCommand() {}

    /** @param settings argument of the main class: where its settings are */
    static List<String> of(Mr3Conf conf, String settings) {
        return new JavaCommand(conf.get(AmKeys.HEAP))
                .logging(conf.get(StorageKeys.HOME), "master", conf.get(StorageKeys.LOG_DIR))
                // a DAGAppMaster that lacks memory must not go on with half of its threads
                .options(List.of("-XX:+ExitOnOutOfMemoryError"))
                .options(words(conf.get(AmKeys.JAVA_OPTIONS)))
                .running(MAIN, settings);
    }

    /**
     * Why it has ended, in one line of all it printed: what it says itself, or else what its JVM says first.
     *
     * @param output where people see more
     */
    static Optional<String> lastWords(List<String> printed, String output) {
        List<String> lines = printed.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("Picked up "))
                .toList();
        Optional<String> own = lines.stream()
                .filter(line -> line.startsWith(OWN))
                .map(line -> line.substring(OWN.length()))
                .findFirst();
        return own.or(() -> lines.stream().findFirst().map(line -> line + "; " + output));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
