package io.mr3.rm.standalone.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Whose turn it is in one pass: of the queues, one that has less than is guaranteed to it, else the one with the least by
 * weight; of its applications, what its order says. An application is taken out for its turn and put back afterwards.
 */
final class Turns {
    private record Line(ShareQueue queue, PriorityQueue<Applicant> applicants) {}

    private final Tally cluster;
    /** In the order of the settings, which decides between equals. */
    private final List<Line> lines = new ArrayList<>();

    Turns(Collection<ShareQueue> queues, Tally cluster) {
        this.cluster = cluster;
        for (ShareQueue queue : queues) {
            if (!queue.active().isEmpty()) {
                PriorityQueue<Applicant> applicants = new PriorityQueue<>(order(queue.settings()));
                applicants.addAll(queue.active());
                lines.add(new Line(queue, applicants));
            }
        }
    }

    /** Takes out the application that is next; empty if none has anything left to look at. */
    Optional<Applicant> next() {
        Line best = null;
        for (Line line : lines) {
            if (!line.applicants.isEmpty() && (best == null || isBefore(line.queue, best.queue))) {
                best = line;
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.applicants.remove());
    }

    /** Its turn is over. */
    void done(Applicant applicant) {
        if (applicant.active().isEmpty()) {
            return;
        }
        for (Line line : lines) {
            if (line.queue == applicant.queue()) {
                line.applicants.add(applicant);
            }
        }
    }

    private Comparator<Applicant> order(QueueSettings settings) {
        return settings.order() == QueueOrder.FIFO
                ? Applicant.BY_ORDER
                : Comparator.<Applicant>comparingDouble(
                                applicant -> applicant.used().shareOf(cluster))
                        .thenComparing(Applicant.BY_ORDER);
    }

    private boolean isBefore(ShareQueue one, ShareQueue other) {
        boolean isShort = lacks(one);
        return isShort == lacks(other) ? level(one, isShort) < level(other, isShort) : isShort;
    }

    private boolean lacks(ShareQueue queue) {
        return queue.used().shareOf(cluster) < queue.settings().guaranteed();
    }

    private double level(ShareQueue queue, boolean isShort) {
        double used = queue.used().shareOf(cluster);
        return isShort
                ? used / queue.settings().guaranteed()
                : used / queue.settings().weight();
    }
}
