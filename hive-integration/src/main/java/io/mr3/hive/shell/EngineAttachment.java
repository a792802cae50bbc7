package io.mr3.hive.shell;

import java.io.IOException;
import java.util.Map;

/** How a Hive shell gets an engine under it. Called once, on the main thread, before any class of Hive's CLI runs. */
public interface EngineAttachment {
    /** Which word of {@code --engine} this answers to. */
    EngineChoice choice();

    /**
     * Settings that Hive starts from because of the engine, over ours and below the user's; called before {@link #attach}.
     *
     * @param hiveconf what the user gave with {@code --hiveconf}
     * @throws BadInput if the engine's settings are wrong
     */
    default Map<String, String> hiveDefaults(DataDirectory data, Map<String, String> hiveconf) {
        return Map.of();
    }

    /**
     * Makes the engine ready for this shell's session.
     *
     * @throws BadInput if the settings can't be honoured; its message is shown to the user
     */
    Attached attach(ShellSettings settings) throws IOException;

    /** An engine that is ready for DAGs. */
    interface Attached extends AutoCloseable {
        /** Settings that lead Hive's Tez client to the engine. They win over every file and can't be changed in the session. */
        Map<String, String> hiveSettings();

        /** Called once, after Hive's own shutdown has killed what was still running. */
        @Override
        void close();
    }
}
