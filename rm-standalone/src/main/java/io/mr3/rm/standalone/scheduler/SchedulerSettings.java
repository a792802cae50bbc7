package io.mr3.rm.standalone.scheduler;

import io.mr3.config.ConfigKey;
import io.mr3.config.Mr3Conf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a standalone cluster's scheduler decides.
 *
 * @param queues of different names, one of them {@link QueueSettings#DEFAULT}, in which no other is; what is guaranteed to those in
 *     one is at most what is guaranteed to it, and to those in none at most 1
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
    private static final double ROUNDING = 1e-4;

    public SchedulerSettings {
        queues = List.copyOf(queues);
        Set<String> names = queues.stream().map(QueueSettings::name).collect(Collectors.toCollection(TreeSet::new));
        if (names.size() < queues.size() || !names.contains(QueueSettings.DEFAULT)) {
            throw new IllegalArgumentException(
                    "expected queues of different names, one of them " + QueueSettings.DEFAULT + ", got " + names);
        }
        checkTree(queues, names);
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
        Map<String, String> parents = new TreeMap<>();
        names.forEach(name -> parents.put(name, conf.get(SchedulerKeys.OWN_PARENT.named(name))));
        parents.forEach((name, parent) -> checkParent(name, parents));
        boolean takesRest = !conf.isSet(SchedulerKeys.OWN_CAPACITY.named(QueueSettings.DEFAULT))
                && !conf.isSet(SchedulerKeys.QUEUE_CAPACITY)
                && parents.get(QueueSettings.DEFAULT).isEmpty();
        Capacities capacities = new Capacities(conf, parents);
        double rest = 100
                - names.stream()
                        .filter(name -> !name.equals(QueueSettings.DEFAULT)
                                && parents.get(name).isEmpty())
                        .mapToDouble(capacities::of)
                        .sum();
        List<QueueSettings> queues = new ArrayList<>();
        for (String name : names) {
            boolean isRest = takesRest && name.equals(QueueSettings.DEFAULT);
            double capacity = isRest ? Math.min(Math.max(0, rest), most(conf, name)) : capacities.of(name);
            queues.add(queue(conf, name, parents.get(name), capacity));
        }
        return queues;
    }

    /** What is guaranteed to queues, in percent; to one that says nothing of it what is guaranteed to those in it. */
    private record Capacities(Mr3Conf conf, Map<String, String> parents) {
        double of(String name) {
            ConfigKey<Double> own = SchedulerKeys.OWN_CAPACITY.named(name);
            List<String> inIt = parents.keySet().stream()
                    .filter(other -> parents.get(other).equals(name))
                    .toList();
            return inIt.isEmpty() || conf.isSet(own)
                    ? conf.get(own)
                    : inIt.stream().mapToDouble(this::of).sum();
        }
    }

    private static void checkParent(String name, Map<String, String> parents) {
        String parent = parents.get(name);
        ConfigKey<String> key = SchedulerKeys.OWN_PARENT.named(name);
        if (!parent.isEmpty() && (!parents.containsKey(parent) || parent.equals(QueueSettings.DEFAULT))) {
            Set<String> others = new TreeSet<>(parents.keySet());
            others.removeAll(Set.of(name, QueueSettings.DEFAULT));
            throw new IllegalArgumentException(
                    key + ": expected one of the queues " + others + ", got '" + parent + "'");
        }
        Set<String> above = new HashSet<>(Set.of(name));
        for (String next = parent; !next.isEmpty(); next = parents.getOrDefault(next, "")) {
            if (!above.add(next)) {
                throw new IllegalArgumentException(
                        key + ": expected a queue that is not in this one, got '" + parent + "'");
            }
        }
    }

    private static QueueSettings queue(Mr3Conf conf, String name, String parent, double capacity) {
        double most = most(conf, name);
        checkNoMore(SchedulerKeys.OWN_CAPACITY.named(name), capacity, SchedulerKeys.OWN_MAX.named(name), most);
        double userMost = conf.get(SchedulerKeys.OWN_USER_MAX.named(name));
        double userCapacity = conf.get(SchedulerKeys.OWN_USER_CAPACITY.named(name));
        checkNoMore(
                SchedulerKeys.OWN_USER_CAPACITY.named(name),
                userCapacity,
                SchedulerKeys.OWN_USER_MAX.named(name),
                userMost);
        return new QueueSettings(
                name,
                parent,
                capacity / 100,
                most / 100,
                conf.get(SchedulerKeys.OWN_WEIGHT.named(name)),
                conf.get(SchedulerKeys.OWN_APPLICATIONS.named(name)),
                conf.get(SchedulerKeys.OWN_USER_APPLICATIONS.named(name)),
                userCapacity / 100,
                userMost / 100,
                conf.get(SchedulerKeys.OWN_ORDER.named(name)));
    }

    private static void checkNoMore(ConfigKey<Double> key, double percent, ConfigKey<Double> mostKey, double most) {
        if (percent > most) {
            throw new IllegalArgumentException(
                    key + ": expected at most " + mostKey + ", " + most + " percent, got " + percent);
        }
    }

    private static double most(Mr3Conf conf, String queue) {
        return conf.get(SchedulerKeys.OWN_MAX.named(queue));
    }

    /** Names of those in which no other is, in which applications may be. */
    static Set<String> leaves(List<QueueSettings> queues) {
        Set<String> leaves = queues.stream().map(QueueSettings::name).collect(Collectors.toCollection(TreeSet::new));
        queues.forEach(queue -> leaves.remove(queue.parent()));
        return leaves;
    }

    private static void checkTree(List<QueueSettings> queues, Set<String> names) {
        for (QueueSettings queue : queues) {
            boolean isKnown = queue.parent().isEmpty() || names.contains(queue.parent());
            if (!isKnown || queue.parent().equals(QueueSettings.DEFAULT)) {
                throw new IllegalArgumentException("queue " + queue.name() + ": expected it in one of " + names
                        + " other than default, got '" + queue.parent() + "'");
            }
        }
        checkGuarantees(queues, "", 100, "all queues");
        for (QueueSettings queue : queues) {
            checkGuarantees(queues, queue.name(), queue.guaranteed() * 100, "those in " + queue.name());
        }
    }

    private static void checkGuarantees(List<QueueSettings> all, String parent, double most, String which) {
        List<QueueSettings> queues =
                all.stream().filter(queue -> queue.parent().equals(parent)).toList();
        double sum = queues.stream().mapToDouble(QueueSettings::guaranteed).sum() * 100;
        if (sum > most + ROUNDING) {
            String each = queues.stream()
                    .map(queue -> queue.name() + "=" + queue.guaranteed() * 100)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(SchedulerKeys.OWN_CAPACITY + ": expected at most " + most
                    + " percent for " + which + " together, got " + sum + " (" + each + ")");
        }
    }
}
