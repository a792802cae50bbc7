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
        /** The group took the slot away: the worker is lost, or a producer that runs again needs it. */
        REVOKED
    }
}
