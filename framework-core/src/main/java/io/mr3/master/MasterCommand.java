package io.mr3.master;

import io.mr3.common.processes.JavaCommand;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.util.Arrays;
import java.util.List;

/** How a process becomes the shared DAGAppMaster. */
final class MasterCommand {
    private static final String MAIN = "io.mr3.am.MasterMain";

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

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
