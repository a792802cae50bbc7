package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules once more, without any cleverness: each question looks at every ask, every node and every booking. Reservations
 * are not its business; it is told which room is kept free.
 */
final class ReferenceLedger {
    record App(
            String id, String queue, String user, long order, Set<String> avoided, PlacementConstraints constraints) {}

    record Booking(String node, Resources amount) {}

    private static final double ROUNDING = 1e-6;

    final Map<String, NodeSpace> nodes = new TreeMap<>();
    /** Where nodes are, or were last, as long as something is booked there. */
    final Map<String, NodeSpace> places = new HashMap<>();

    final Map<String, App> apps = new TreeMap<>();
    final Map<ContainerId, Booking> bookings = new HashMap<>();
    final Map<ContainerId, Ask> asks = new HashMap<>();
    /** Room on nodes that only one container may have. */
    final Map<String, Ask> reserved = new HashMap<>();
    /** Queue and user of applications that have ended, for what they still hold. */
    private final Map<String, App> known = new HashMap<>();

    private final Map<String, List<Long>> launches = new HashMap<>();
    private final Map<String, Long> cappedUntil = new HashMap<>();
    private SchedulerSettings settings;

    ReferenceLedger(SchedulerSettings settings) {
        this.settings = settings;
    }

    /** Queues of the same names have other bounds. */
    void reload(SchedulerSettings now) {
        settings = now;
    }

    void application(App app) {
        apps.put(app.id, app);
        known.put(app.id, app);
    }

    void applicationGone(String id) {
        apps.remove(id);
        asks.keySet().removeIf(container -> container.application().equals(id));
    }

    /** Applications that have ended and hold nothing are as if they had never been; so are nodes. */
    void forget() {
        places.keySet()
                .removeIf(name -> !nodes.containsKey(name)
                        && bookings.values().stream().noneMatch(booking -> booking.node.equals(name)));
        known.keySet()
                .removeIf(id -> !apps.containsKey(id)
                        && bookings.keySet().stream()
                                .noneMatch(container -> container.application().equals(id)));
    }

    void nodeGone(String name) {
        nodes.remove(name);
        launches.remove(name);
        cappedUntil.remove(name);
    }

    void grant(Ask ask, String node, long now) {
        asks.remove(ask.container());
        bookings.put(ask.container(), new Booking(node, ask.amount()));
        List<Long> recent = launches.computeIfAbsent(node, name -> new ArrayList<>());
        if (!recent.isEmpty()
                && now - recent.get(0) >= settings.launchInterval().toNanos()) {
            recent.clear();
        }
        recent.add(now);
        if (recent.size() >= settings.nodeLaunches()) {
            recent.clear();
            cappedUntil.put(node, now + settings.launchInterval().toNanos());
        }
    }

    private long[] sum(Stream<Resources> amounts) {
        long[] sum = new long[2];
        amounts.forEach(amount -> {
            sum[0] += amount.memoryMb();
            sum[1] += amount.cores();
        });
        return sum;
    }

    long[] booked(String node) {
        return sum(bookings.values().stream()
                .filter(booking -> booking.node.equals(node))
                .map(Booking::amount));
    }

    private long[] held(Predicate<App> whose) {
        return sum(bookings.entrySet().stream()
                .filter(entry -> Optional.ofNullable(known.get(entry.getKey().application()))
                        .filter(whose)
                        .isPresent())
                .map(entry -> entry.getValue().amount));
    }

    private long[] cluster() {
        Set<String> open = new HashSet<>();
        nodes.values().stream().filter(NodeSpace::open).forEach(node -> open.add(node.node()));
        return sum(Stream.concat(
                open.stream().map(node -> nodes.get(node).total()),
                bookings.values().stream()
                        .filter(booking -> !open.contains(booking.node))
                        .map(Booking::amount)));
    }

    private static double share(long[] part, long[] whole) {
        double memory = part[0] == 0 ? 0 : (double) part[0] / whole[0];
        double cores = part[1] == 0 ? 0 : (double) part[1] / whole[1];
        return Math.max(memory, cores);
    }

    private QueueSettings queue(App app) {
        return queue(app.queue);
    }

    /** Those that came before it have taken neither all places of the queue nor all of its user's. */
    private boolean isAdmitted(App app) {
        List<App> before = apps.values().stream()
                .filter(other -> other.queue.equals(app.queue) && other.order < app.order && isAdmitted(other))
                .toList();
        long ofUser =
                before.stream().filter(other -> other.user.equals(app.user)).count();
        return before.size() < queue(app).maxApplications()
                && ofUser < queue(app).userMaxApplications();
    }

    /** Whether the ask is within all limits but the nodes'. */
    boolean isAllowed(Ask ask) {
        App app = apps.get(ask.container().application());
        QueueSettings queue = queue(app);
        long[] ofUser = held(other -> other.queue.equals(app.queue) && other.user.equals(app.user));
        return isAdmitted(app)
                && settings.queues().stream()
                        .filter(above -> isIn(app.queue, above.name()))
                        .allMatch(above ->
                                isWithin(held(other -> isIn(other.queue, above.name())), ask.amount(), above.most()))
                && isWithin(ofUser, ask.amount(), queue.userMost());
    }

    private boolean isWithin(long[] held, Resources more, double most) {
        long[] cluster = cluster();
        return most >= 1
                || held[0] + more.memoryMb() <= most * cluster[0] + ROUNDING
                        && held[1] + more.cores() <= most * cluster[1] + ROUNDING;
    }

    private boolean hasRoom(NodeSpace node, Ask ask, long now) {
        long[] booked = booked(node.node());
        Ask other = reserved.get(node.node());
        boolean isForOther = other != null && !other.container().equals(ask.container());
        long keptMemory = isForOther ? other.amount().memoryMb() : 0;
        long keptCores = isForOther ? other.amount().cores() : 0;
        return node.open()
                && now >= cappedUntil.getOrDefault(node.node(), Long.MIN_VALUE)
                && !avoids(ask, node)
                && isFarEnough(ask, node)
                && hasLabels(ask, node)
                && booked[0] + keptMemory + ask.amount().memoryMb()
                        <= node.total().memoryMb()
                && booked[1] + keptCores + ask.amount().cores() <= node.total().cores();
    }

    private boolean avoids(Ask ask, NodeSpace node) {
        return apps.get(ask.container().application()).avoided.contains(node.host());
    }

    private PlacementConstraints constraints(Ask ask) {
        return apps.get(ask.container().application()).constraints;
    }

    /** Whether the application has nothing on that host, or on that rack, if it demands that. */
    boolean isFarEnough(Ask ask, NodeSpace node) {
        Spread spread = constraints(ask).spread();
        return spread == Spread.NONE
                || bookings.entrySet().stream()
                        .filter(entry -> entry.getKey()
                                .application()
                                .equals(ask.container().application()))
                        .map(entry -> places.get(entry.getValue().node))
                        .noneMatch(other -> other != null && isBeside(spread, other, node));
    }

    private static boolean isBeside(Spread spread, NodeSpace one, NodeSpace other) {
        boolean areRacksKnown = !one.rack().isEmpty() && !other.rack().isEmpty();
        if (spread == Spread.RACK && areRacksKnown) {
            return one.rack().equals(other.rack());
        }
        boolean isOneKnown = !one.rack().isEmpty() || !other.rack().isEmpty();
        return one.host().equals(other.host()) && !(spread == Spread.RACK && isOneKnown);
    }

    /** Labels of the model are names alone. */
    boolean hasLabels(Ask ask, NodeSpace node) {
        return node.labels().keySet().containsAll(constraints(ask).labels());
    }

    /** The nodes that the ask may have now, all of them equally good. */
    Set<String> best(Ask ask, long now) {
        for (List<NodeSpace> tier : tiers(ask, now)) {
            List<NodeSpace> fitting =
                    tier.stream().filter(node -> hasRoom(node, ask, now)).toList();
            if (!fitting.isEmpty()) {
                return bestOf(fitting, ask);
            }
        }
        return Set.of();
    }

    private Set<String> bestOf(List<NodeSpace> fitting, Ask ask) {
        Comparator<NodeSpace> order = Comparator.<NodeSpace>comparingInt(NodeSpace::penalty)
                .thenComparingLong(node -> Math.round(1e9 * load(node, ask)))
                .thenComparingInt(node -> settings.placement() == PlacementPolicy.SPREAD ? neighbours(node, ask) : 0);
        NodeSpace best = fitting.stream().min(order).orElseThrow();
        Set<String> all = new HashSet<>();
        fitting.stream().filter(node -> order.compare(node, best) == 0).forEach(node -> all.add(node.node()));
        return all;
    }

    private double load(NodeSpace node, Ask ask) {
        long[] total = {node.total().memoryMb(), node.total().cores()};
        long[] booked = booked(node.node());
        if (settings.placement() == PlacementPolicy.PACK) {
            return -share(booked, total);
        }
        return share(
                new long[] {
                    booked[0] + ask.amount().memoryMb(),
                    booked[1] + ask.amount().cores()
                },
                total);
    }

    private int neighbours(NodeSpace node, Ask ask) {
        return (int) bookings.entrySet().stream()
                .filter(entry ->
                        entry.getKey().application().equals(ask.container().application()))
                .filter(entry -> nodes.containsKey(entry.getValue().node)
                        && nodes.get(entry.getValue().node).host().equals(node.host()))
                .count();
    }

    private boolean couldHold(NodeSpace node, Ask ask) {
        return node.open() && node.total().fits(ask.amount()) && hasLabels(ask, node);
    }

    /** Where the ask may be placed by now: each preferred host, then each rack, then anywhere. */
    private List<List<NodeSpace>> tiers(Ask ask, long now) {
        List<NodeSpace> all = List.copyOf(nodes.values());
        List<List<NodeSpace>> hosts = new ArrayList<>();
        Set<String> racks = new LinkedHashSet<>();
        for (String location : ask.locations()) {
            List<NodeSpace> there =
                    all.stream().filter(node -> node.host().equals(location)).toList();
            if (there.isEmpty()) {
                racks.add(location);
            } else if (!avoids(ask, there.get(0))) {
                hosts.add(there);
            }
        }
        hosts.forEach(host -> host.forEach(node -> racks.add(node.rack())));
        racks.remove("");
        List<List<NodeSpace>> near = racks.stream()
                .map(rack ->
                        all.stream().filter(node -> node.rack().equals(rack)).toList())
                .filter(rack -> !rack.isEmpty())
                .toList();
        long racksFrom = ask.since() + (could(hosts, ask) ? settings.nodeWait().toNanos() : 0);
        long anywhereFrom = racksFrom + (could(near, ask) ? settings.rackWait().toNanos() : 0);
        List<List<NodeSpace>> tiers = new ArrayList<>(hosts);
        boolean isAnywhere = ask.locations().isEmpty() || now >= anywhereFrom;
        if (isAnywhere || now >= racksFrom) {
            tiers.addAll(near);
        }
        if (isAnywhere) {
            tiers.add(all);
        }
        return tiers;
    }

    private boolean could(List<List<NodeSpace>> tiers, Ask ask) {
        return tiers.stream().flatMap(List::stream).anyMatch(node -> couldHold(node, ask));
    }

    /** The ask that is to be granted next, if any can be. */
    Optional<Ask> next(long now) {
        return inTurn("")
                .flatMap(queue -> apps.values().stream()
                        .filter(app -> app.queue.equals(queue.name()))
                        .sorted(order(queue)))
                .flatMap(app -> asks.values().stream()
                        .filter(ask -> ask.container().application().equals(app.id))
                        .sorted(Comparator.<Ask>comparingInt(Ask::priority)
                                .thenComparingLong(Ask::since)
                                .thenComparingLong(ask -> ask.container().worker())))
                .filter(ask -> isAllowed(ask) && !best(ask, now).isEmpty())
                .findFirst();
    }

    /** Queues in that one, or in none, and instead of each in which others are those in it. */
    private Stream<QueueSettings> inTurn(String parent) {
        return settings.queues().stream()
                .filter(queue -> queue.parent().equals(parent))
                .sorted(Comparator.comparing(this::lacks).reversed().thenComparingDouble(this::level))
                .flatMap(queue -> Stream.concat(Stream.of(queue), inTurn(queue.name())));
    }

    private QueueSettings queue(String name) {
        return settings.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private boolean isIn(String queue, String other) {
        return queue.equals(other) || !queue.isEmpty() && isIn(queue(queue).parent(), other);
    }

    private double used(QueueSettings queue) {
        return share(held(app -> isIn(app.queue, queue.name())), cluster());
    }

    private boolean lacks(QueueSettings queue) {
        return used(queue) < queue.guaranteed();
    }

    private double level(QueueSettings queue) {
        return used(queue) / (lacks(queue) ? queue.guaranteed() : queue.weight());
    }

    private double usedByUser(App app) {
        return share(held(other -> other.queue.equals(app.queue) && other.user.equals(app.user)), cluster());
    }

    private Comparator<App> order(QueueSettings queue) {
        Comparator<App> byOrder = Comparator.comparingLong(App::order);
        Comparator<App> byQueue = queue.order() == QueueOrder.FIFO
                ? byOrder
                : Comparator.<App>comparingDouble(app -> share(held(other -> other.id.equals(app.id)), cluster()))
                        .thenComparing(byOrder);
        // a user who has what is guaranteed counts like everybody who has
        return Comparator.<App>comparingDouble(app -> Math.min(usedByUser(app), queue.userGuaranteed()))
                .thenComparing(byQueue);
    }

    /** The moments after {@code now} at which an ask may be granted although nothing has changed. */
    List<Long> moments(long now) {
        List<Long> moments = new ArrayList<>(cappedUntil.values());
        for (Ask ask : asks.values()) {
            moments.add(ask.since() + settings.nodeWait().toNanos());
            moments.add(ask.since() + settings.rackWait().toNanos());
            moments.add(
                    ask.since() + settings.nodeWait().plus(settings.rackWait()).toNanos());
        }
        return moments.stream()
                .filter(moment -> moment > now)
                .sorted()
                .distinct()
                .toList();
    }
}
