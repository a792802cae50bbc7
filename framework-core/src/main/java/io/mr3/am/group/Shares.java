package io.mr3.am.group;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What DAGs and their queues hold in the course of one scheduling pass, and whose turn it is. First come queues that hold
 * less than their guaranteed share, then all others, each in order of importance; within a queue its ordering. Of DAGs that
 * hold equally much the one is next that got its last slot longest ago, so that all have their turn where there are more
 * DAGs than slots.
 */
final class Shares {
    private final DagQueues queues;
    private final int totalSlots;
    private final Map<Member, Share> ofDags = new HashMap<>();
    private final Map<DagQueue, Integer> ofQueues = new HashMap<>();
    private final Comparator<Member> order;
    private int turns;

    /** Of one DAG. */
    private static final class Share {
        private final DagQueue queue;
        private int slots;
        /** When it got its last slot before this pass; 0 for never. */
        private final long lastPlacing;
        /** When it did in this pass; 0 for never. */
        private int lastTurn;

        private Share(DagQueue queue, Member member) {
            this.queue = queue;
            slots = member.heldSlots();
            lastPlacing = member.lastPlacing();
        }
    }

    /** @param totalSlots of all workers, free or not */
    Shares(DagQueues queues, Collection<Member> members, int totalSlots) {
        this.queues = queues;
        this.totalSlots = totalSlots;
        for (Member member : members) {
            Share share = new Share(queues.named(member.dagQueue()), member);
            ofDags.put(member, share);
            ofQueues.merge(share.queue, share.slots, Integer::sum);
        }
        Comparator<Member> byAge = Comparator.comparingLong(Member::joined);
        order = switch (queues.ordering()) {
            case FIFO -> byAge;
            case FAIR ->
                Comparator.comparingInt((Member member) -> ofDags.get(member).slots)
                        .thenComparingInt(member -> ofDags.get(member).lastTurn)
                        .thenComparingLong(member -> ofDags.get(member).lastPlacing)
                        .thenComparing(byAge);
        };
    }

    /** A DAG that is in no {@link Line} now gets slots. */
    void take(Member member, int slots) {
        Share share = ofDags.get(member);
        share.slots += slots;
        share.lastTurn = ++turns;
        ofQueues.merge(share.queue, slots, Integer::sum);
    }

    private boolean isBelowItsShare(DagQueue queue) {
        return ofQueues.get(queue) * 100L < (long) queue.percent() * totalSlots;
    }

    /** DAGs that want slots; whoever has had its turn stands in line again. */
    final class Line {
        private final Map<DagQueue, PriorityQueue<Member>> waiting = new LinkedHashMap<>();

        Line() {
            queues.inOrder().forEach(queue -> waiting.put(queue, new PriorityQueue<>(order)));
        }

        void add(Member member) {
            waiting.get(ofDags.get(member).queue).add(member);
        }

        /** The DAG whose turn it is, which leaves the line. */
        Optional<Member> next() {
            return waiting.keySet().stream()
                    .filter(queue -> !waiting.get(queue).isEmpty())
                    .min(Comparator.comparing(queue -> !isBelowItsShare(queue)))
                    .map(queue -> waiting.get(queue).remove());
        }
    }
}
