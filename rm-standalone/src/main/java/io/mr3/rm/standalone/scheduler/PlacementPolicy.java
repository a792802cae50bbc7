package io.mr3.rm.standalone.scheduler;

/** Which of the nodes with room gets a container. */
public enum PlacementPolicy {
    /** The one that is emptiest afterwards; of several, one whose host has the fewest containers of that application. */
    SPREAD,
    /** The fullest, so that others stay empty. */
    PACK
}
