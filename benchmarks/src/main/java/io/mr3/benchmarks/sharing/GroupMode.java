package io.mr3.benchmarks.sharing;

import java.util.Locale;
import java.util.Map;

/** Whom the workers of a DAG serve. */
enum GroupMode {
    /** That DAG alone: they start for it and leave with it. */
    PRIVATE("a private ContainerGroup for each DAG", Map.of("mr3.container.stop.cross.dag.reuse", "true")),
    /** Every DAG. */
    OPEN("one open ContainerGroup", Map.of());

    private final String title;
    private final Map<String, String> settings;

    GroupMode(String title, Map<String, String> settings) {
        this.title = title;
        this.settings = settings;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** In names of files. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All that the two differ in. */
    Map<String, String> settings() {
        return settings;
    }
}
