package io.mr3.am.group;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How DAGs share the slots of a ContainerGroup: queues in order of importance, and an order of the DAGs within each. It
 * decides between requests of one kind only. Those to run again, of all queues, come before ready ones of all queues, and
 * these before those that wait for inputs, which never hold all slots: an important queue can never fill a group with attempts
 * that wait for a slot of a less important one.
 *
 * @param inOrder the most important first; one of them is {@link DagQueue#DEFAULT}
 */
public record DagQueues(List<DagQueue> inOrder, Ordering ordering) {
    /** Which DAG of a queue is next. */
    public enum Ordering {
        /** The oldest. */
        FIFO,
        /** The one that holds the least memory, that is, the fewest slots. */
        FAIR
    }

    public DagQueues {
        inOrder = List.copyOf(inOrder);
        if (inOrder.stream().map(DagQueue::name).distinct().count() < inOrder.size()) {
            throw new IllegalArgumentException("expected queues of different names, got " + inOrder);
        }
        if (inOrder.stream().noneMatch(queue -> queue.name().equals(DagQueue.DEFAULT))) {
            throw new IllegalArgumentException("expected a queue " + DagQueue.DEFAULT + ", got " + inOrder);
        }
    }

    /** One queue, the oldest DAG first. */
    public static DagQueues common() {
        return new DagQueues(List.of(new DagQueue(DagQueue.DEFAULT, 0)), Ordering.FIFO);
    }

    /** Equal shares for all DAGs. */
    public static DagQueues individual() {
        return new DagQueues(List.of(new DagQueue(DagQueue.DEFAULT, 0)), Ordering.FAIR);
    }

    /** These queues, with {@code default=0} as the last if they have no default; equal shares within each. */
    public static DagQueues capacity(List<DagQueue> queues) {
        List<DagQueue> all = new ArrayList<>(queues);
        if (!has(queues.stream(), DagQueue.DEFAULT)) {
            all.add(new DagQueue(DagQueue.DEFAULT, 0));
        }
        return new DagQueues(all, Ordering.FAIR);
    }

    /** Of the queues, in order. */
    public List<String> names() {
        return inOrder.stream().map(DagQueue::name).toList();
    }

    /** Whether there is a queue of this name. */
    public boolean has(String name) {
        return has(inOrder.stream(), name);
    }

    private static boolean has(Stream<DagQueue> queues, String name) {
        return queues.anyMatch(queue -> queue.name().equals(name));
    }

    /** The queue of this name; the default one if there is none. */
    public DagQueue named(String name) {
        String existing = has(name) ? name : DagQueue.DEFAULT;
        return inOrder.stream()
                .filter(queue -> queue.name().equals(existing))
                .findFirst()
                .orElseThrow();
    }

    /** Position of a queue: less is more important. */
    public int rank(DagQueue queue) {
        return inOrder.indexOf(queue);
    }
}
