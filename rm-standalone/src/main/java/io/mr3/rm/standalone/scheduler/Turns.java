package io.mr3.rm.standalone.scheduler;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose turn it is among queues that are in the same one, or in none: one that has less than is guaranteed to it, else the one
 * with the least by weight.
 */
final class Turns implements Line {
    private final Tally cluster;
    /** In the order of the settings, which decides between equals; only those in which something is to be looked at. */
    private final Map<ShareQueue, Line> lines = new LinkedHashMap<>();

    Turns(Collection<ShareQueue> queues, Tally cluster) {
        this.cluster = cluster;
        for (ShareQueue queue : queues) {
            Line line = queue.isLeaf() ? new QueueTurns(queue, cluster) : new Turns(queue.queues(), cluster);
            if (!line.isEmpty()) {
                lines.put(queue, line);
            }
        }
    }

    @Override
    public boolean isEmpty() {
        return lines.values().stream().allMatch(Line::isEmpty);
    }

    @Override
    public Applicant next() {
        ShareQueue best = null;
        for (Map.Entry<ShareQueue, Line> entry : lines.entrySet()) {
            if (!entry.getValue().isEmpty() && (best == null || isBefore(entry.getKey(), best))) {
                best = entry.getKey();
            }
        }
        return lines.get(best).next();
    }

    @Override
    public void add(Applicant applicant) {
        ShareQueue queue = applicant.queue();
        while (!lines.containsKey(queue)) {
            queue = queue.parent();
        }
        lines.get(queue).add(applicant);
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
