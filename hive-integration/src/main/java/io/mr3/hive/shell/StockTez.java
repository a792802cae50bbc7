package io.mr3.hive.shell;

import java.util.Map;

/** Stock Tez in local mode, the peer that results are compared with. */
final class StockTez implements EngineAttachment {
    /**
     * One task at a time: tasks of one vertex would share one operator tree in this JVM, which fails or gives wrong rows.
     * Without a network, because Tez would let every host reach its client port; for that, a query can't be killed by
     * Ctrl-C here, only the shell (by the second).
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "tez.local.mode", "true",
            "tez.local.mode.without.network", "true",
            "tez.ignore.lib.uris", "true",
            "tez.am.inline.task.execution.max-tasks", "1");

    @Override
    public EngineChoice choice() {
        return EngineChoice.TEZ;
    }

    @Override
    public Attached attach(ShellSettings settings) {
        WithoutTezLines.install();
        return new Attached() {
            @Override
            public Map<String, String> hiveSettings() {
                return SETTINGS;
            }

            @Override
            public void close() {
                // Hive's session closes its own Tez client, and local mode ends with that
            }
        };
    }
}
