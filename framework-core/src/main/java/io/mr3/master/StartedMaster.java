package io.mr3.master;

/** Something that was started to become the shared DAGAppMaster. */
interface StartedMaster {
    boolean hasEnded();

    /** Whether it has ended because there is a DAGAppMaster already. */
    boolean foundAnother();

    /** Ends it. */
    void kill();

    /** It is one now, and goes on without whoever started it. */
    void leave();

    /** Why it has ended, in one line. */
    String lastWords();

    /** Where people see what it printed. */
    String output();
}
