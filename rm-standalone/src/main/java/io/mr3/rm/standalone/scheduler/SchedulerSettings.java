package io.mr3.rm.standalone.scheduler;

import io.mr3.config.Mr3Conf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a standalone cluster's scheduler decides.
 *
 * @param queues of different names, one of them {@link QueueSettings#DEFAULT}; what is guaranteed is at most 1 together
 * @param nodeLaunches containers that a node is given at most within {@code launchInterval}
 * @param nodeWait how long an ask waits for a host that it prefers
 * @param rackWait how long it then waits for a rack
 * @param reserveAfter how long an ask that fits nowhere waits until a node is reserved for it
 * @param reserveFor how long a reservation lasts
 */
public record SchedulerSettings(
        List<QueueSettings> queues,
        PlacementPolicy placement,
        int nodeLaunches,
        Duration launchInterval,
        Duration nodeWait,
        Duration rackWait,
        Duration reserveAfter,
        Duration reserveFor) {
    /** Nobody waits longer, and sums of times never overflow. */
    private static final Duration LONGEST = Duration.ofDays(365);
    /** Percentages that people write as thirds may exceed the whole by this. */
    private static final double ROUNDING = 1e-6;

    public SchedulerSettings {
        queues = List.copyOf(queues);
        Set<String> names = queues.stream().map(QueueSettings::name).collect(Collectors.toCollection(TreeSet::new));
        if (names.size() < queues.size() || !names.contains(QueueSettings.DEFAULT)) {
            throw new IllegalArgumentException(
                    "expected queues of different names, one of them " + QueueSettings.DEFAULT + ", got " + names);
        }
        checkGuarantees(queues);
        if (nodeLaunches < 1) {
            throw new IllegalArgumentException("expected at least one launch for a node, got " + nodeLaunches);
        }
        for (Duration time : List.of(launchInterval, nodeWait, rackWait, reserveAfter, reserveFor)) {
            if (time.isNegative() || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("scheduler: expected times of 0 to " + LONGEST.toMillis()
                        + " ms, got " + time.toMillis() + " ms");
            }
        }
    }

    /** @throws IllegalArgumentException if the queues contradict each other or themselves; in one line that names the key */
    public static SchedulerSettings of(Mr3Conf conf) {
        Set<String> names = new TreeSet<>(conf.names(SchedulerKeys.ofQueue()));
        names.add(QueueSettings.DEFAULT);
        return new SchedulerSettings(
                queues(conf, names),
                conf.get(SchedulerKeys.PLACEMENT),
                conf.get(SchedulerKeys.NODE_LAUNCHES),
                conf.get(SchedulerKeys.LAUNCH_INTERVAL),
                conf.get(SchedulerKeys.NODE_WAIT),
                conf.get(SchedulerKeys.RACK_WAIT),
                conf.get(SchedulerKeys.RESERVE_AFTER),
                conf.get(SchedulerKeys.RESERVE_FOR));
    }

    private static List<QueueSettings> queues(Mr3Conf conf, Set<String> names) {
        List<QueueSettings> queues = new ArrayList<>();
        boolean takesRest = !conf.isSet(SchedulerKeys.OWN_CAPACITY.named(QueueSettings.DEFAULT))
                && !conf.isSet(SchedulerKeys.QUEUE_CAPACITY);
        Set<String> others = new HashSet<>(names);
        others.remove(QueueSettings.DEFAULT);
        double rest = Math.max(
                0,
                100 - others.stream().mapToDouble(name -> capacity(conf, name)).sum());
        for (String name : names) {
            boolean isRest = takesRest && name.equals(QueueSettings.DEFAULT);
            queues.add(queue(conf, name, isRest ? Math.min(rest, most(conf, name)) : capacity(conf, name)));
        }
        return queues;
    }

    private static QueueSettings queue(Mr3Conf conf, String name, double capacity) {
        double most = most(conf, name);
        if (capacity > most) {
            throw new IllegalArgumentException(SchedulerKeys.OWN_CAPACITY.named(name) + ": expected at most "
                    + SchedulerKeys.OWN_MAX.named(name) + ", " + most + " percent, got " + capacity);
        }
        double userMost = conf.get(SchedulerKeys.OWN_USER_MAX.named(name));
        double userCapacity = conf.get(SchedulerKeys.OWN_USER_CAPACITY.named(name));
        if (userCapacity > userMost) {
            throw new IllegalArgumentException(SchedulerKeys.OWN_USER_CAPACITY.named(name) + ": expected at most "
                    + SchedulerKeys.OWN_USER_MAX.named(name) + ", " + userMost + " percent, got " + userCapacity);
        }
        return new QueueSettings(
                name,
                capacity / 100,
                most / 100,
                conf.get(SchedulerKeys.OWN_WEIGHT.named(name)),
                conf.get(SchedulerKeys.OWN_APPLICATIONS.named(name)),
                conf.get(SchedulerKeys.OWN_USER_APPLICATIONS.named(name)),
                userCapacity / 100,
                userMost / 100,
                conf.get(SchedulerKeys.OWN_ORDER.named(name)));
    }

    private static double capacity(Mr3Conf conf, String queue) {
        return conf.get(SchedulerKeys.OWN_CAPACITY.named(queue));
    }

    private static double most(Mr3Conf conf, String queue) {
        return conf.get(SchedulerKeys.OWN_MAX.named(queue));
    }

    private static void checkGuarantees(List<QueueSettings> queues) {
        double sum = queues.stream().mapToDouble(QueueSettings::guaranteed).sum();
        if (sum > 1 + ROUNDING) {
            String each = queues.stream()
                    .map(queue -> queue.name() + "=" + queue.guaranteed() * 100)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(SchedulerKeys.OWN_CAPACITY
                    + ": expected at most 100 percent for all queues together, got " + sum * 100 + " (" + each + ")");
        }
    }
}
