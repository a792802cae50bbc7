package io.mr3.master;

import io.mr3.common.processes.BackgroundProcess;
import io.mr3.common.processes.JavaCommand;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A process that becomes the shared DAGAppMaster. */
final class MasterProcess {
    private static final String MAIN = "io.mr3.am.MasterMain";

    private MasterProcess() {}

    /**
     * Starts it.
     *
     * @throws IOException in one line, if that is impossible
     * @throws IllegalArgumentException if these settings cannot be shared, naming the key
     */
    static BackgroundProcess start(Mr3Conf conf) throws IOException {
        Map<String, String> settings = SharedSettings.of(conf);
        Path logs = Files.createDirectories(Path.of(conf.get(StorageKeys.LOG_DIR)));
        return BackgroundProcess.start(command(conf), settings, logs, logs.resolve("master.out"));
    }

    private static List<String> command(Mr3Conf conf) {
        return new JavaCommand(conf.get(AmKeys.HEAP))
                .logging(conf.get(StorageKeys.HOME), "master", conf.get(StorageKeys.LOG_DIR))
                // a DAGAppMaster that lacks memory must not go on with half of its threads
                .options(List.of("-XX:+ExitOnOutOfMemoryError"))
                .options(words(conf.get(AmKeys.JAVA_OPTIONS)))
                .running(MAIN, BackgroundProcess.SETTINGS_ON_STANDARD_INPUT);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
