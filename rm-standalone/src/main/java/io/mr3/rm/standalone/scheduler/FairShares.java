package io.mr3.rm.standalone.scheduler;

/**
 * Divides the cluster, or what one queue has of it, among queues: all get the same share by weight, but none less than its guarantee, and none more than it
 * may have or wants.
 */
final class FairShares {
    /** Halvings: afterwards the level is exact to a double's last digits. */
    private static final int STEPS = 60;

    private FairShares() {}

    /**
     * Fractions of the cluster.
     *
     * @param whole fraction that is divided
     * @param guaranteed by queue, at most the whole together
     * @param most by queue: the smaller of what it may have and what it wants; wins over its guarantee
     */
    static double[] divide(double whole, double[] guaranteed, double[] most, double[] weights) {
        double low = 0;
        double high = 1;
        while (sum(high, guaranteed, most, weights) < whole && high < 1 / smallest(weights)) {
            high *= 2;
        }
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            if (sum(middle, guaranteed, most, weights) < whole) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double[] shares = new double[weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = share(high, guaranteed[i], most[i], weights[i]);
        }
        return shares;
    }

    private static double sum(double level, double[] guaranteed, double[] most, double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += share(level, guaranteed[i], most[i], weights[i]);
        }
        return sum;
    }

    private static double share(double level, double guaranteed, double most, double weight) {
        return Math.min(most, Math.max(guaranteed, level * weight));
    }

    private static double smallest(double[] weights) {
        double smallest = Double.MAX_VALUE;
        for (double weight : weights) {
            smallest = Math.min(smallest, weight);
        }
        return smallest;
    }
}
