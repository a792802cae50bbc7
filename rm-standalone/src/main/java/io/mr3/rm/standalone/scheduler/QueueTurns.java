package io.mr3.rm.standalone.scheduler;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Whose turn it is among the applications of one queue: one of a user who has less than is guaranteed to each, else what the
 * queue's order says.
 */
final class QueueTurns implements Line {
    private final ShareQueue queue;
    private final Tally cluster;
    private final Comparator<Applicant> order;
    /**
     * By user, if that matters: what others of the same user get changes whose turn it is. What an application has changes
     * only while it is taken out, so each of these keeps its order.
     */
    private final Map<String, PriorityQueue<Applicant>> lines = new HashMap<>();

    QueueTurns(ShareQueue queue, Tally cluster) {
        this.queue = queue;
        this.cluster = cluster;
        this.order = queue.settings().order() == QueueOrder.FIFO
                ? Applicant.BY_ORDER
                : Comparator.<Applicant>comparingDouble(
                                applicant -> applicant.used().shareOf(cluster))
                        .thenComparing(Applicant.BY_ORDER);
        queue.active().forEach(this::add);
    }

    @Override
    public void add(Applicant applicant) {
        lines.computeIfAbsent(knowsUsers() ? applicant.user() : "", user -> new PriorityQueue<>(order))
                .add(applicant);
    }

    @Override
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public Applicant next() {
        String best = null;
        for (String user : lines.keySet()) {
            if (best == null || isBefore(user, best)) {
                best = user;
            }
        }
        PriorityQueue<Applicant> line = lines.get(best);
        Applicant next = line.remove();
        if (line.isEmpty()) {
            lines.remove(best);
        }
        return next;
    }

    private boolean knowsUsers() {
        return queue.settings().userGuaranteed() > 0;
    }

    private boolean isBefore(String one, String other) {
        double has = queue.usedBy(one).shareOf(cluster);
        double otherHas = queue.usedBy(other).shareOf(cluster);
        boolean lacks = has < queue.settings().userGuaranteed();
        boolean otherLacks = otherHas < queue.settings().userGuaranteed();
        if (lacks != otherLacks) {
            return lacks;
        }
        return lacks && has != otherHas
                ? has < otherHas
                : order.compare(lines.get(one).peek(), lines.get(other).peek()) < 0;
    }
}
