package io.mr3.rm.standalone.scheduler;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The fair shares of queues at the moment when it is first asked. */
final class Entitlement {
    /** Shares are found by halving; what they miss by less than this is not missed. */
    private static final double ROUNDING = 1e-9;

    private final Collection<ShareQueue> queues;
    private final Tally cluster;
    private final Map<ShareQueue, Double> shares = new HashMap<>();

    /** {@code queues} are those that are in no other. */
    Entitlement(Collection<ShareQueue> queues, Tally cluster) {
        this.queues = queues;
        this.cluster = cluster;
    }

    /** Whether a queue holds no more than its fair share: all of the cluster, if no other queue wants any. */
    boolean isWithinShare(ShareQueue queue) {
        if (shares.isEmpty()) {
            divide(1, queues);
        }
        return queue.used().shareOf(cluster) <= shares.get(queue) + ROUNDING;
    }

    private void divide(double whole, Collection<ShareQueue> among) {
        double[] guaranteed = among.stream()
                .mapToDouble(queue -> queue.settings().guaranteed())
                .toArray();
        double[] weights =
                among.stream().mapToDouble(queue -> queue.settings().weight()).toArray();
        double[] most = among.stream()
                .mapToDouble(queue -> Math.min(queue.settings().most(), demand(queue)))
                .toArray();
        double[] divided = FairShares.divide(whole, guaranteed, most, weights);
        int at = 0;
        for (ShareQueue queue : among) {
            double share = divided[at++];
            shares.put(queue, share);
            if (!queue.isLeaf()) {
                divide(share, queue.queues());
            }
        }
    }

    private double demand(ShareQueue queue) {
        Tally demand = new Tally();
        demand.add(queue.used());
        demand.add(queue.asked());
        return demand.shareOf(cluster);
    }
}
