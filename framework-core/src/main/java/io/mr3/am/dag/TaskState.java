package io.mr3.am.dag;

/** States of a task; from SCHEDULED on it has an attempt. */
enum TaskState {
    NEW,
    /** Its attempt waits for a slot. */
    SCHEDULED,
    /** Its attempt runs. */
    RUNNING,
    SUCCEEDED,
    /** Its attempt was told to end. */
    KILLING,
    FAILED,
    KILLED;

    /** Whether an attempt waits or runs. */
    boolean isLive() {
        return this == SCHEDULED || this == RUNNING || this == KILLING;
    }
}
