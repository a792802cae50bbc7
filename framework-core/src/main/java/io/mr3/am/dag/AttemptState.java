package io.mr3.am.dag;

/** States of a task attempt. */
enum AttemptState {
    /** A slot is requested. */
    WAITING,
    /** Launched on a worker. */
    RUNNING,
    /** Told to end; the worker has not answered. */
    KILLING,
    SUCCEEDED,
    FAILED,
    KILLED,
    /** It had succeeded, but what it made is gone. */
    OUTPUT_LOST
}
