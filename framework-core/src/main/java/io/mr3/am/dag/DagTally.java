package io.mr3.am.dag;

import io.mr3.common.Counters;

/**
 * The engine's own counters of one DAG. Tez API: DAGCounter; a client of Tez 0.10.4 reads them into that enum and fails at a
 * name that it does not have.
 */
final class DagTally {
    private static final String GROUP = "org.apache.tez.common.counters.DAGCounter";

    private final Counters counters = new Counters();

    /** @param asked the attempt had preferred hosts or racks */
    void launched(boolean asked, boolean onPreferredHost) {
        add("TOTAL_LAUNCHED_TASKS", 1);
        if (onPreferredHost) {
            add("DATA_LOCAL_TASKS", 1);
        } else if (asked) {
            add("OTHER_LOCAL_TASKS", 1);
        }
    }

    /** A launched attempt ended after {@code millis}. */
    void ended(DagHistory.Outcome outcome, long millis) {
        add("NUM_" + outcome + "_TASKS", 1);
        add("WALL_CLOCK_MILLIS", millis);
    }

    Counters counters() {
        return counters;
    }

    private void add(String name, long delta) {
        counters.add(GROUP, name, delta);
    }
}
