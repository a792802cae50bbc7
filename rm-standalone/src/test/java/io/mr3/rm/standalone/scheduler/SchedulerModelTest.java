package io.mr3.rm.standalone.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.Spread;
import io.mr3.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random clusters, asks and changes, judged by {@link ReferenceLedger}. */
class SchedulerModelTest {
    private static final List<String> PLACES = List.of("h1", "h2", "h3", "h4", "h5", "r1", "r2", "nowhere");

    /** One run of one seed. */
    private static final List<String> LEAVES = List.of(QueueSettings.DEFAULT, "a", "b");

    private static final class Run {
        private final Random random;
        private final boolean reserving;
        private final SchedulerSettings settings;
        private final FairScheduler scheduler;
        private final ReferenceLedger ledger;
        private final List<Placement> placements = new ArrayList<>();
        private final List<String> reservedEver = new ArrayList<>();
        private long now;
        private long order;
        private long worker;

        Run(long seed, boolean reserving) {
            this.random = new Random(seed);
            this.reserving = reserving;
            this.settings = drawSettings();
            this.scheduler = FairScheduler.of(settings);
            this.ledger = new ReferenceLedger(settings);
        }

        private SchedulerSettings drawSettings() {
            return new SchedulerSettings(
                    drawQueues(),
                    random.nextBoolean() ? PlacementPolicy.SPREAD : PlacementPolicy.PACK,
                    1 + random.nextInt(6),
                    Duration.ofMillis(random.nextInt(200)),
                    Duration.ofMillis(500),
                    Duration.ofMillis(random.nextBoolean() ? 500 : 0),
                    reserving ? Duration.ofSeconds(10) : Duration.ofDays(365),
                    Duration.ofSeconds(60));
        }

        /** Three that applications are in; some of these in p, that in q or in none. */
        private List<QueueSettings> drawQueues() {
            List<QueueSettings> queues = new ArrayList<>();
            double rest = 1;
            double inP = 0;
            for (String name : LEAVES) {
                double guaranteed = Math.floor(random.nextDouble() * rest * 10) / 10;
                rest -= guaranteed;
                boolean isInP = random.nextInt(3) > 0 && !name.equals("a");
                inP += isInP ? guaranteed : 0;
                queues.add(drawQueue(name, isInP ? "p" : "", guaranteed));
            }
            queues.add(drawQueue("p", random.nextBoolean() ? "q" : "", inP));
            queues.add(drawQueue("q", "", queues.get(3).parent().isEmpty() ? 0 : inP));
            return queues;
        }

        private QueueSettings drawQueue(String name, String parent, double guaranteed) {
            return new QueueSettings(
                    name,
                    parent,
                    guaranteed,
                    random.nextBoolean() ? 1 : Math.max(0.2, Math.min(1, guaranteed + 0.3)),
                    1 + random.nextInt(3),
                    random.nextInt(3) == 0 ? 2 : 100,
                    random.nextInt(3) == 0 ? 1 : 100,
                    random.nextInt(3) == 0 ? 0.2 : 0,
                    random.nextInt(3) == 0 ? 0.4 : 1,
                    random.nextBoolean() ? QueueOrder.FAIR : QueueOrder.FIFO);
        }

        Run run(int steps) {
            for (int step = 0; step < steps; step++) {
                change();
                if (random.nextInt(3) == 0) {
                    passes();
                }
                now += Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(reserving ? 20_000 : 700) : 0)
                        .toNanos();
            }
            now += Duration.ofSeconds(100).toNanos();
            passes();
            return this;
        }

        private void change() {
            switch (random.nextInt(16)) {
                case 0, 1 -> node();
                case 2 -> nodeGone();
                case 3 -> application();
                case 4 -> applicationGone();
                case 5 -> avoid();
                case 6, 7, 8, 9 -> ask();
                case 10 -> withdraw();
                case 11 -> adopt();
                case 12 -> reload();
                case 13 -> constrain();
                default -> free();
            }
            ledger.forget();
        }

        private void reload() {
            if (random.nextInt(4) == 0) {
                List<QueueSettings> queues = drawQueues();
                ledger.reload(new SchedulerSettings(
                        queues,
                        settings.placement(),
                        settings.nodeLaunches(),
                        settings.launchInterval(),
                        settings.nodeWait(),
                        settings.rackWait(),
                        settings.reserveAfter(),
                        settings.reserveFor()));
                scheduler.reload(queues);
            }
        }

        private void node() {
            String name = "n" + random.nextInt(9);
            NodeSpace space = new NodeSpace(
                    name,
                    random.nextInt(8) == 0 ? "h9" : "h" + (name.charAt(1) - '0') % 6,
                    random.nextInt(6) == 0 ? "" : "r" + (name.charAt(1) - '0') % 3,
                    drawLabels(),
                    new Resources(1000 * (1 + random.nextInt(8)), 1 + random.nextInt(8)),
                    random.nextInt(6) > 0,
                    random.nextInt(4) / 3);
            ledger.nodes.put(name, space);
            ledger.places.put(name, space);
            scheduler.node(space);
        }

        private Map<String, String> drawLabels() {
            return Stream.of("gpu", "ssd")
                    .filter(label -> random.nextInt(3) > 0)
                    .collect(Collectors.toMap(label -> label, label -> ""));
        }

        private void constrain() {
            String id = "app" + random.nextInt(6);
            if (ledger.apps.containsKey(id)) {
                constrain(id);
            }
        }

        private void constrain(String id) {
            PlacementConstraints constraints = random.nextInt(2) == 0
                    ? PlacementConstraints.NONE
                    : new PlacementConstraints(
                            Spread.values()[random.nextInt(3)],
                            List.copyOf(new TreeSet<>(drawLabels().keySet())));
            ReferenceLedger.App app = ledger.apps.get(id);
            ledger.application(
                    new ReferenceLedger.App(id, app.queue(), app.user(), app.order(), app.avoided(), constraints));
            scheduler.constrain(id, constraints);
        }

        private void nodeGone() {
            String name = "n" + random.nextInt(9);
            ledger.nodeGone(name);
            scheduler.nodeGone(name);
        }

        private void application() {
            String id = "app" + random.nextInt(6);
            if (!ledger.apps.containsKey(id)) {
                String queue = LEAVES.get(random.nextInt(3));
                String user = "user" + random.nextInt(2);
                ledger.application(
                        new ReferenceLedger.App(id, queue, user, ++order, Set.of(), PlacementConstraints.NONE));
                scheduler.application(id, queue, user, order);
                constrain(id);
            }
        }

        private void applicationGone() {
            String id = "app" + random.nextInt(12);
            ledger.applicationGone(id);
            scheduler.applicationGone(id);
        }

        private void avoid() {
            String id = "app" + random.nextInt(6);
            if (ledger.apps.containsKey(id)) {
                Set<String> hosts = new HashSet<>();
                IntStream.range(0, random.nextInt(3)).forEach(i -> hosts.add("h" + random.nextInt(6)));
                ReferenceLedger.App app = ledger.apps.get(id);
                ledger.application(new ReferenceLedger.App(
                        id, app.queue(), app.user(), app.order(), Set.copyOf(hosts), app.constraints()));
                scheduler.avoid(id, hosts);
            }
        }

        private void ask() {
            String id = "app" + random.nextInt(6);
            if (!ledger.apps.containsKey(id)) {
                return;
            }
            Resources amount = new Resources(500 * (1 + random.nextInt(6)), 1 + random.nextInt(3));
            List<String> locations = IntStream.range(0, random.nextInt(3))
                    .mapToObj(i -> PLACES.get(random.nextInt(PLACES.size())))
                    .distinct()
                    .toList();
            int priority = random.nextInt(2);
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                ContainerId container = new ContainerId(id, ++worker);
                Ask ask = new Ask(container, "g", amount, locations, priority, now);
                ledger.asks.put(container, ask);
                scheduler.ask(ask);
            }
        }

        private void withdraw() {
            ContainerId container = new ContainerId("app" + random.nextInt(6), random.nextLong(worker + 1));
            ledger.asks.remove(container);
            scheduler.withdraw(container);
        }

        private void adopt() {
            ContainerId container = new ContainerId("app" + random.nextInt(8), random.nextLong(worker + 2));
            worker = Math.max(worker, container.worker());
            String node = "n" + random.nextInt(11);
            Resources amount = new Resources(500 * (1 + random.nextInt(6)), 1 + random.nextInt(3));
            ledger.asks.remove(container);
            ledger.bookings.put(container, new ReferenceLedger.Booking(node, amount));
            scheduler.adopt(container, node, amount);
        }

        private void free() {
            List<ContainerId> booked = ledger.bookings.keySet().stream()
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
            for (int count = random.nextInt(4); count > 0 && !booked.isEmpty(); count--) {
                ContainerId container = booked.get(random.nextInt(booked.size()));
                ledger.bookings.remove(container);
                scheduler.free(container);
            }
        }

        /** Passes now and whenever the scheduler says, until it says no more. */
        private void passes() {
            pass();
            for (int limit = 0; limit < 50 && random.nextInt(4) > 0; limit++) {
                long next = scheduler.nextPass().orElse(Long.MAX_VALUE);
                if (next - now > Duration.ofDays(1).toNanos()) {
                    return;
                }
                now = Math.max(now, next);
                pass();
            }
        }

        private void pass() {
            Map<String, Ask> reservedBefore = reserved();
            List<Placement> granted = scheduler.pass(now);
            placements.addAll(granted);
            ledger.reserved.clear();
            for (Placement placement : granted) {
                if (!reserving) {
                    assertEquals(ledger.next(now).orElse(null), placement.ask(), "the next");
                    assertTrue(ledger.best(placement.ask(), now).contains(placement.node()), "best: " + placement);
                }
                assertTrue(ledger.isAllowed(placement.ask()), "limits: " + placement);
                NodeSpace space = ledger.nodes.get(placement.node());
                assertTrue(ledger.isFarEnough(placement.ask(), space), "too near: " + placement);
                assertTrue(ledger.hasLabels(placement.ask(), space), "labels: " + placement);
                ledger.grant(placement.ask(), placement.node(), now);
            }
            checkReservations();
            checkKeptFree(reservedBefore, granted);
            ledger.reserved.clear();
            ledger.reserved.putAll(reserved());
            assertEquals(null, ledger.next(now).orElse(null), "left over");
            checkBookings(granted);
            checkNextPass();
        }

        private Map<String, Ask> reserved() {
            Map<String, Ask> reserved = new HashMap<>();
            scheduler.reservations().forEach(one -> reserved.put(one.node().name(), one.ask()));
            return reserved;
        }

        private void checkReservations() {
            long open = ledger.nodes.values().stream().filter(NodeSpace::open).count();
            List<Reservations.Reservation> all = scheduler.reservations();
            assertTrue(all.size() <= Math.max(1, open / 20), "reservations");
            for (Reservations.Reservation one : all) {
                assertEquals(one.ask(), ledger.asks.get(one.ask().container()), "reserved for an ask that waits");
                assertTrue(now - one.ask().since() >= settings.reserveAfter().toNanos(), "for one that has waited");
                assertTrue(one.until() > now
                        && one.until() <= now + settings.reserveFor().toNanos());
                NodeSpace node = ledger.nodes.get(one.node().name());
                assertTrue(node.open() && node.total().fits(one.ask().amount()));
                assertTrue(ledger.isFarEnough(one.ask(), node), "kept free too near to another");
                assertTrue(ledger.hasLabels(one.ask(), node), "kept free without labels");
                reservedEver.add(one.ask().container().toString());
            }
        }

        private void checkBookings(List<Placement> granted) {
            for (Placement placement : granted) {
                long[] booked = ledger.booked(placement.node());
                Resources total = ledger.nodes.get(placement.node()).total();
                assertTrue(booked[0] <= total.memoryMb() && booked[1] <= total.cores(), "overbooked");
            }
            for (int node = 0; node < 11; node++) {
                long[] booked = ledger.booked("n" + node);
                assertEquals(new Resources((int) booked[0], (int) booked[1]), scheduler.booked("n" + node));
            }
            assertEquals(ledger.asks.size(), scheduler.waiting());
        }

        /** Where a node was kept free all the time, others got only what fits beside. */
        private void checkKeptFree(Map<String, Ask> before, List<Placement> granted) {
            Map<String, Ask> after = reserved();
            for (Placement placement : granted) {
                String node = placement.node();
                if (before.containsKey(node) && before.get(node).equals(after.get(node))) {
                    Resources kept = after.get(node).amount();
                    Resources total = ledger.nodes.get(node).total();
                    long[] booked = ledger.booked(node);
                    assertTrue(
                            booked[0] + kept.memoryMb() <= total.memoryMb()
                                    && booked[1] + kept.cores() <= total.cores(),
                            "not beside: " + placement);
                }
            }
        }

        /** No later than when time alone lets an ask be granted. */
        private void checkNextPass() {
            for (long moment : ledger.moments(now)) {
                if (ledger.next(moment).isPresent()) {
                    assertTrue(scheduler.nextPass().orElse(Long.MAX_VALUE) <= moment, "next pass");
                    return;
                }
            }
        }
    }

    @Test
    void everyPlacementIsTheOneThatTheRulesDemand() {
        long placed = Seeds.first(300)
                .map(seed -> run(seed, false, 120).placements.size())
                .sum();
        assertTrue(placed > 4000 || Long.getLong("seed") != null, "placed only " + placed);
    }

    @Test
    void reservationsBreakNoLimit() {
        long reserved = Seeds.first(200)
                .map(seed -> run(seed, true, 120).reservedEver.size())
                .sum();
        assertTrue(reserved > 100 || Long.getLong("seed") != null, "reserved only " + reserved);
    }

    @Test
    void theSameCallsGiveTheSamePlacements() {
        Seeds.each(15, seed -> assertEquals(run(seed, true, 120).placements, run(seed, true, 120).placements));
    }

    private static Run run(long seed, boolean reserving, int steps) {
        try {
            return new Run(seed, reserving).run(steps);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("with seed " + seed + " (replay: -Dseed=" + seed + "): " + e, e);
        }
    }
}
