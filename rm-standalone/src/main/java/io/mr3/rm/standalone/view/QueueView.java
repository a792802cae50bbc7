package io.mr3.rm.standalone.view;

/**
 * One queue.
 *
 * @param parent name of the queue that it is in; empty for none
 * @param guaranteed share of the cluster that it gets whenever it wants it, 0 to 1
 * @param most share that it never passes, 0 to 1
 */
public record QueueView(
        String queue,
        String parent,
        double guaranteed,
        double most,
        double weight,
        int applications,
        int waiting,
        int memoryMb,
        int cores) {
    public QueueView {
        // a master of an earlier build does not tell it
        parent = parent == null ? "" : parent;
    }
}
