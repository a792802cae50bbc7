package io.mr3.rm;

/**
 * What a resource manager can do; each is expected, and a driver that lacks one shows the documented refusal instead.
 */
public enum Capability {
    /**
     * Ends a worker that does not want to end. Otherwise {@code release} only asks, and its {@code ended} may be
     * late.
     */
    FENCES,
    /** Has more than one host, and prefers the hosts of a request. Otherwise locations are ignored. */
    HOST_LOCALITY,
    /** Knows racks. Otherwise every rack is empty. */
    RACK_LOCALITY,
    /** May take containers away for others. Otherwise no container ends as {@code PREEMPTED}. */
    PREEMPTS
}
