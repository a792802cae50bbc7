package io.mr3.rm.standalone.scheduler;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Keys of the scheduler of a standalone cluster. Whoever sets one of a queue declares the queue. */
public final class SchedulerKeys implements ConfigKeys {
    private static final String PLAIN = "mr3.standalone.queue.";
    private static final String FAMILY = "mr3.standalone.queue.<name>.";

    public static final ConfigKey<QueueOrder> ORDER = ConfigKey.choice(
                    "mr3.standalone.scheduler.order", QueueOrder.FAIR)
            .says("Which application of a queue gets the next worker: fair takes the one with the smallest share of the"
                    + " cluster's memory or cores, whichever is larger; fifo the one that came first.");

    public static final ConfigKey<PlacementPolicy> PLACEMENT = ConfigKey.choice(
                    "mr3.standalone.scheduler.placement", PlacementPolicy.SPREAD)
            .says(
                    "Which of the nodes with room gets a worker: spread takes the one that is emptiest afterwards, pack the"
                            + " fullest.");

    public static final ConfigKey<Integer> NODE_LAUNCHES = ConfigKey.integer(
                    "mr3.standalone.scheduler.node.launches", 8)
            .atLeast(1)
            .says("Workers that one node is given at most within mr3.standalone.scheduler.node.launches.interval.");

    public static final ConfigKey<Duration> LAUNCH_INTERVAL = ConfigKey.millis(
                    "mr3.standalone.scheduler.node.launches.interval", 100)
            .says("Time for which mr3.standalone.scheduler.node.launches holds; what did not fit is placed after it.");

    public static final ConfigKey<Duration> NODE_WAIT = ConfigKey.millis("mr3.standalone.scheduler.locality.node", 500)
            .says(
                    "How long a worker that prefers hosts waits for room on one of them, if there is such a host at all.");

    public static final ConfigKey<Duration> RACK_WAIT = ConfigKey.millis("mr3.standalone.scheduler.locality.rack", 500)
            .says("How long it then waits for room in a rack that it prefers, or that one of those hosts is in.");

    public static final ConfigKey<Duration> RESERVE_AFTER = ConfigKey.millis(
                    "mr3.standalone.scheduler.reserve.after", 10_000)
            .says(
                    "How long a worker that fits nowhere, while smaller ones were granted, waits until one node is kept free for"
                            + " it, if its queue has no more than its share; one node for each application, and a twentieth of all nodes together.");

    public static final ConfigKey<Duration> RESERVE_FOR = ConfigKey.millis(
                    "mr3.standalone.scheduler.reserve.time", 60_000)
            .says("How long a node is kept free for one worker at most.");

    public static final ConfigKey<Double> QUEUE_CAPACITY = ConfigKey.decimal(PLAIN + "capacity", 0)
            .between(0, 100)
            .says(
                    "Share of the cluster that a queue gets before others get more than theirs, in percent; all together at most"
                            + " 100. The queue default, which is always there, has what the others leave unless it is set.");

    public static final ConfigKey<Double> QUEUE_MAX = ConfigKey.decimal(PLAIN + "max-capacity", 100)
            .check("above 0, up to 100", percent -> percent > 0 && percent <= 100)
            .says("Share of the cluster that a queue never passes, in percent.");

    public static final ConfigKey<Double> QUEUE_WEIGHT = ConfigKey.decimal(PLAIN + "weight", 1)
            .between(QueueSettings.LEAST_WEIGHT, QueueSettings.MOST_WEIGHT)
            .says("Weight by which queues share what is left when each has what is guaranteed to it.");

    public static final ConfigKey<Integer> QUEUE_APPLICATIONS = ConfigKey.integer(PLAIN + "max-applications", 1000)
            .atLeast(1)
            .says("Applications of a queue that get workers at once; later ones wait until earlier ones have ended.");

    public static final ConfigKey<Integer> QUEUE_USER_APPLICATIONS = ConfigKey.integer(
                    PLAIN + "user-max-applications", 1000)
            .atLeast(1)
            .says(
                    "Applications of one user in a queue that get workers at once; later ones wait until earlier ones of that user"
                            + " have ended, while those of others may pass them.");

    public static final ConfigKey<Double> QUEUE_USER_CAPACITY = ConfigKey.decimal(PLAIN + "user-capacity", 0)
            .between(0, 100)
            .says(
                    "Share of the cluster that applications of each user in a queue get together before those of others in it get"
                            + " more than theirs, in percent.");

    public static final ConfigKey<Double> QUEUE_USER_MAX = ConfigKey.decimal(PLAIN + "user-max", 100)
            .check("above 0, up to 100", percent -> percent > 0 && percent <= 100)
            .says("Share of the cluster that applications of one user in a queue never pass together, in percent.");

    public static final ConfigKey<String> OWN_PARENT = ConfigKey.text(FAMILY + "parent", "")
            .says(
                    "The queue that a queue is in: those in one share what it has, as others share the cluster. Applications are"
                            + " in queues that no other is in. Shares are of the cluster here, too; a queue without a capacity of its own"
                            + " has what those in it have together.");

    public static final ConfigKey<QueueOrder> OWN_ORDER = ORDER.perName(FAMILY + "order");

    public static final ConfigKey<Double> OWN_CAPACITY = family(QUEUE_CAPACITY);

    public static final ConfigKey<Double> OWN_MAX = family(QUEUE_MAX);

    public static final ConfigKey<Double> OWN_WEIGHT = family(QUEUE_WEIGHT);

    public static final ConfigKey<Integer> OWN_APPLICATIONS = family(QUEUE_APPLICATIONS);

    public static final ConfigKey<Integer> OWN_USER_APPLICATIONS = family(QUEUE_USER_APPLICATIONS);

    public static final ConfigKey<Double> OWN_USER_CAPACITY = family(QUEUE_USER_CAPACITY);

    public static final ConfigKey<Double> OWN_USER_MAX = family(QUEUE_USER_MAX);

    private static <T> ConfigKey<T> family(ConfigKey<T> plain) {
        return plain.perName(plain.name().replace(PLAIN, FAMILY));
    }

    /** Whether the key of that name says something of queues. */
    public static boolean isOfQueues(String name) {
        return name.startsWith(PLAIN) || name.equals(ORDER.name());
    }

    private static final List<ConfigKey<?>> OF_QUEUE = List.of(
            OWN_PARENT,
            OWN_ORDER,
            OWN_CAPACITY,
            OWN_MAX,
            OWN_WEIGHT,
            OWN_APPLICATIONS,
            OWN_USER_APPLICATIONS,
            OWN_USER_CAPACITY,
            OWN_USER_MAX);

    /** Those of a queue. */
    static ConfigKey<?>[] ofQueue() {
        return OF_QUEUE.toArray(ConfigKey<?>[]::new);
    }

    @Override
    public String title() {
        return "Scheduler of the standalone cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> plain = List.of(
                ORDER,
                PLACEMENT,
                NODE_LAUNCHES,
                LAUNCH_INTERVAL,
                NODE_WAIT,
                RACK_WAIT,
                RESERVE_AFTER,
                RESERVE_FOR,
                QUEUE_CAPACITY,
                QUEUE_MAX,
                QUEUE_WEIGHT,
                QUEUE_APPLICATIONS,
                QUEUE_USER_APPLICATIONS,
                QUEUE_USER_CAPACITY,
                QUEUE_USER_MAX);
        return Stream.concat(plain.stream(), OF_QUEUE.stream()).toList();
    }
}
