package io.mr3.rm.local;

/** A worker that runs on this host. Calls return at once and are harmless when it has ended; from any thread. */
interface LocalContainer {
    /** For people, e.g. {@code pid-4711}. */
    String id();

    /** Where what it prints can be read; empty if nowhere of its own. */
    String logFile();

    /** Asks it to end. */
    void stop();

    /** Ends it, with all its processes; in a form that cannot, asks again. */
    void kill();
}
