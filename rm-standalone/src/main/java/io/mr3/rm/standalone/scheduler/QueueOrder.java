package io.mr3.rm.standalone.scheduler;

/** Which application of a queue is next. */
public enum QueueOrder {
    /** The one with the smallest dominant share of the cluster: of its memory or of its cores, whichever is larger. */
    FAIR,
    /** The one that came first. */
    FIFO
}
