package io.mr3.rm.standalone.master;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Faults of a node, of which the older ones count less: each quarter of an hour halves them, and after two hours they are
 * forgotten. One application counts for three faults of a quarter at most, so that an application which cannot run anywhere
 * condemns no node by itself.
 */
final class FaultScore {
    static final Duration BUCKET = Duration.ofMinutes(15);
    private static final int BUCKETS = 8;
    private static final int MOST_OF_ONE_APPLICATION = 3;

    private static final class Bucket {
        private final long number;
        private final Map<String, Integer> faults = new HashMap<>();

        Bucket(long number) {
            this.number = number;
        }

        int count() {
            return faults.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final Deque<Bucket> buckets = new ArrayDeque<>();

    /** @param culprit the application whose worker it was; empty for a fault of the node itself */
    void add(String culprit, long nanoTime) {
        long number = nanoTime / BUCKET.toNanos();
        if (buckets.isEmpty() || buckets.getLast().number != number) {
            buckets.addLast(new Bucket(number));
        }
        buckets.getLast()
                .faults
                .merge(
                        culprit,
                        1,
                        (now, one) -> culprit.isEmpty() ? now + one : Math.min(now + one, MOST_OF_ONE_APPLICATION));
    }

    double at(long nanoTime) {
        long now = nanoTime / BUCKET.toNanos();
        double score = 0;
        for (Iterator<Bucket> each = buckets.iterator(); each.hasNext(); ) {
            Bucket bucket = each.next();
            if (now - bucket.number >= BUCKETS) {
                each.remove();
            } else {
                score += Math.scalb((double) bucket.count(), (int) (bucket.number - now));
            }
        }
        return score;
    }
}
