package io.mr3.rm.standalone.scheduler;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is in one pass: of the queues, one that has less than is guaranteed to it, else the one with the least by
 * weight; of its applications, one of a user who has less than is guaranteed to each, else what its order says. An
 * application is taken out for its turn and put back afterwards.
 */
final class Turns {
    private final Tally cluster;
    /** In the order of the settings, which decides between equals. */
    private final Map<ShareQueue, QueueTurns> queues = new LinkedHashMap<>();

    Turns(Collection<ShareQueue> all, Tally cluster) {
        this.cluster = cluster;
        for (ShareQueue queue : all) {
            if (!queue.active().isEmpty()) {
                queues.put(queue, new QueueTurns(queue, cluster));
            }
        }
    }

    /** Takes out the application that is next; empty if none has anything left to look at. */
    Optional<Applicant> next() {
        ShareQueue best = null;
        for (Map.Entry<ShareQueue, QueueTurns> entry : queues.entrySet()) {
            if (!entry.getValue().isEmpty() && (best == null || isBefore(entry.getKey(), best))) {
                best = entry.getKey();
            }
        }
        return best == null ? Optional.empty() : Optional.of(queues.get(best).next());
    }

    /** Its turn is over. */
    void done(Applicant applicant) {
        if (!applicant.active().isEmpty()) {
            queues.get(applicant.queue()).add(applicant);
        }
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
