package io.mr3.rm.standalone.agent;

/**
 * What a look at a container's process has found.
 *
 * @param kind whether it runs
 * @param status its exit status if it has {@link Kind#ENDED}
 */
record Sight(Kind kind, int status) {
    enum Kind {
        ALIVE,
        /** It wrote down its exit status. */
        ENDED,
        /** It runs no longer, and its exit status is unknown, or not written yet. */
        GONE
    }

    static final Sight ALIVE = new Sight(Kind.ALIVE, 0);
    static final Sight GONE = new Sight(Kind.GONE, ExitStatus.UNKNOWN);

    static Sight ended(int status) {
        return new Sight(Kind.ENDED, status);
    }
}
