package io.mr3.hive.shell;

import java.util.Arrays;
import java.util.Locale;

/** Who runs the DAGs that Hive compiles; the word of {@code bin/hive --engine}. */
public enum EngineChoice {
    /** This project's DAGAppMaster and workers. */
    MR3,
    /** Stock Tez in local mode, for comparison. */
    TEZ;

    static EngineChoice of(String word) {
        return Arrays.stream(values())
                .filter(choice -> choice.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new BadInput("--engine takes mr3 or tez, not '" + word + "'"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
