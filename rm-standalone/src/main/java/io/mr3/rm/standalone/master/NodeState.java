package io.mr3.rm.standalone.master;

import java.util.Locale;

/** What a master thinks of a node; new workers are placed on active ones alone. */
enum NodeState {
    ACTIVE,
    /** Not connected, or silent; nothing is ended. */
    SUSPECT,
    /** Says itself that it takes no work; workers run on. */
    UNHEALTHY,
    /** Had too many faults lately; workers run on. */
    QUARANTINED,
    /** Decommissioned, with workers. */
    DRAINING,
    /** Decommissioned, without workers. */
    DRAINED,
    /** Silent for so long that its workers have been given up. */
    LOST;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
