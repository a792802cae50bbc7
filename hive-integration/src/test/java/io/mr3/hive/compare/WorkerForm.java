package io.mr3.hive.compare;

import io.mr3.rm.standalone.testkit.ClusterProcesses;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The forms in which suites run mr3's workers: always several slots each, so that attempts share a JVM. */
public enum WorkerForm {
    /** One worker in Hive's own process. */
    THREAD("thread worker", 1, Map.of("mr3.local.worker", "thread")),
    /** One worker in a process of its own. */
    PROCESS("a process", 1, Map.of("mr3.local.worker", "process", "mr3.local.workers", "1")),
    /** Two workers, each in a process of its own. */
    TWO_PROCESSES("two processes", 2, Map.of("mr3.local.worker", "process", "mr3.local.workers", "2")),
    /** Four processes of two slots for two ContainerGroups. */
    PER_MAP_REDUCE("groups map and reduce", 4, fourProcesses("per-map-reduce")),
    /** Four processes of two slots for as many ContainerGroups as a query has vertices. */
    PER_VERTEX("a group per vertex", 4, fourProcesses("per-vertex")),
    /** A standalone cluster of three agents with one worker each. */
    STANDALONE("standalone cluster", 3, Map.of());

    /** Room for one worker of this form. */
    public static final Map<String, String> AGENT =
            Map.of("mr3.standalone.agent.memory.mb", "2560", "mr3.standalone.agent.cores", "4");

    private static final int AGENTS = 3;

    /** Slots of each worker, where a form does not say otherwise. */
    public static final int SLOTS = 4;

    /** Small, so that several JVMs fit in a small machine; test data needs no more. */
    private static final String SLOT_MB = "256";

    private final String title;
    private final int most;
    private final Map<String, String> workers;

    WorkerForm(String title, int most, Map<String, String> workers) {
        this.title = title;
        this.most = most;
        this.workers = workers;
    }

    private static Map<String, String> fourProcesses(String scheme) {
        return Map.of(
                "mr3.local.worker", "process",
                "mr3.local.workers", "4",
                "mr3.local.max.workers", "4",
                "mr3.container.slots", "2",
                "mr3.hive.containergroup.scheme", scheme);
    }

    /** For reports. */
    public String title() {
        return title;
    }

    /** Workers that a suite allocates in all, at most: groups hand them to each other. */
    public int most() {
        return most;
    }

    /** The cluster that workers of this form need, started; empty if they need none. */
    Optional<ClusterProcesses> cluster(Path directory) {
        return this == STANDALONE ? Optional.of(ClusterProcesses.start(directory, AGENTS, AGENT)) : Optional.empty();
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(workers);
        settings.putIfAbsent("mr3.container.slots", Integer.toString(SLOTS));
        settings.put("mr3.container.slot.memory.mb", SLOT_MB);
        settings.put("hive.tez.container.size", SLOT_MB);
        return settings;
    }
}
