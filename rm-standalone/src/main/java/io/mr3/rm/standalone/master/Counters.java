package io.mr3.rm.standalone.master;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Totals since the master's process started. On the master's mailbox alone. */
final class Counters {
    /** What is counted; its name in lower case is the counter's. */
    enum Counter {
        REGISTRATIONS,
        REFUSED_REGISTRATIONS,
        BEATS,
        REPEATED_BEATS,
        MISNUMBERED_BEATS,
        REPORTS,
        REQUESTS,
        PLACEMENTS,
        LAUNCHES,
        FAILED_LAUNCHES,
        BUSY_REFUSALS,
        STARTED_WORKERS,
        ENDED_WORKERS,
        REFUSED_WORKERS,
        UNWANTED_WORKERS,
        LOST_NODES,
        LOST_APPLICATIONS,
        PASSES
    }

    private final Map<Counter, Long> totals = new EnumMap<>(Counter.class);

    void add(Counter counter) {
        add(counter, 1);
    }

    void add(Counter counter, long count) {
        totals.merge(counter, count, Long::sum);
    }

    long get(Counter counter) {
        return totals.getOrDefault(counter, 0L);
    }

    Map<String, Long> byName() {
        Map<String, Long> names = new TreeMap<>();
        for (Counter counter : Counter.values()) {
            names.put(counter.name().toLowerCase(Locale.ROOT), get(counter));
        }
        return names;
    }
}
