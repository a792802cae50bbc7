package io.mr3.hive.compare;

import java.util.HashMap;
import java.util.Map;

/** The forms in which suites run mr3's workers: always four slots each, so that attempts share a JVM. */
public enum WorkerForm {
    /** One worker in Hive's own process. */
    THREAD("thread worker", Map.of("mr3.local.worker", "thread")),
    /** One worker in a process of its own. */
    PROCESS("a process", Map.of("mr3.local.worker", "process", "mr3.local.workers", "1")),
    /** Two workers, each in a process of its own. */
    TWO_PROCESSES("two processes", Map.of("mr3.local.worker", "process", "mr3.local.workers", "2"));

    /** Slots of each worker. */
    public static final int SLOTS = 4;

    /** Small, so that several JVMs fit in a small machine; test data needs no more. */
    private static final String SLOT_MB = "256";

    private final String title;
    private final Map<String, String> workers;

    WorkerForm(String title, Map<String, String> workers) {
        this.title = title;
        this.workers = workers;
    }

    /** For reports. */
    public String title() {
        return title;
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(workers);
        settings.put("mr3.container.slots", Integer.toString(SLOTS));
        settings.put("mr3.container.slot.memory.mb", SLOT_MB);
        settings.put("hive.tez.container.size", SLOT_MB);
        return settings;
    }
}
