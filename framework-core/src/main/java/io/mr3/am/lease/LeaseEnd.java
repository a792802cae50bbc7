package io.mr3.am.lease;

/**
 * Why a lease is over.
 *
 * @param reason one line for people
 */
public record LeaseEnd(Kind kind, String reason) {
    /** The ways in which a lease ends. */
    public enum Kind {
        /** The attempt reported its end. */
        FINISHED,
        /** The DAG cancelled the request before it was placed, or gave the slot back unused. */
        CANCELLED,
        /** The group took the slot away: a producer that runs again needs it, or the worker is gone before the launch. */
        REVOKED,
        /** The worker is lost, and the attempt that ran there with it. */
        LOST
    }
}
