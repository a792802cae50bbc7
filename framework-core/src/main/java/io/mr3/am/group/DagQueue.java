package io.mr3.am.group;

/**
 * A queue of DAGs.
 *
 * @param percent guaranteed share of a ContainerGroup's slots, of what more important queues leave
 */
public record DagQueue(String name, int percent) {
    /** Where DAGs go that name no queue that there is. */
    public static final String DEFAULT = "default";

    public DagQueue {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("queue " + name + ": expected 0 to 100 percent, got " + percent);
        }
    }
}
