package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.Spread;
import io.mr3.rm.standalone.scheduler.Ask;
import io.mr3.rm.standalone.scheduler.NodeSpace;
import io.mr3.rm.standalone.scheduler.Placement;
import io.mr3.rm.standalone.scheduler.QueueSettings;
import io.mr3.rm.standalone.scheduler.Scheduler;
import io.mr3.rm.standalone.view.QueueView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Each ask, in the order in which they came, gets the next node with room, beginning behind the last one that got something. */
public final class FirstFitScheduler implements Scheduler {
    private static final Resources NOTHING = new Resources(0, 0);

    private record Booking(String node, Resources amount) {}

    private final Map<String, NodeSpace> nodes = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();
    private final Map<String, Resources> booked = new HashMap<>();
    private final Map<ContainerId, Booking> bookings = new HashMap<>();
    private final Map<ContainerId, Ask> asks = new LinkedHashMap<>();
    private final Map<String, Set<String>> avoided = new HashMap<>();
    private final Map<String, PlacementConstraints> constraints = new HashMap<>();
    /** Queues that there are; all are alike. */
    Set<String> queues = Set.of("default");
    /** Settings that are read anew meet a bug. */
    boolean reloadFails;

    private int next;
    /** Null when nodes have changed since it was computed. */
    private Resources largest;

    @Override
    public void node(NodeSpace node) {
        largest = null;
        if (nodes.put(node.node(), node) == null) {
            order.add(node.node());
        }
    }

    @Override
    public void nodeGone(String node) {
        largest = null;
        nodes.remove(node);
        order.remove(node);
    }

    @Override
    public void application(String application, String queue, String user, long number) {
        avoided.put(application, Set.of());
    }

    @Override
    public void applicationGone(String application) {
        avoided.remove(application);
        asks.keySet().removeIf(container -> container.application().equals(application));
    }

    @Override
    public void avoid(String application, Set<String> hosts) {
        avoided.put(application, Set.copyOf(hosts));
    }

    @Override
    public void constrain(String application, PlacementConstraints now) {
        constraints.put(application, now);
    }

    private boolean isAdmitted(String application, NodeSpace node) {
        PlacementConstraints demanded = constraints.get(application);
        return demanded.admission().test(node.labels())
                && (demanded.spread() == Spread.NONE
                        || bookings.entrySet().stream()
                                .filter(entry -> entry.getKey().application().equals(application))
                                .map(entry -> nodes.get(entry.getValue().node))
                                .noneMatch(other -> other != null
                                        && demanded.spread()
                                                .domain(other.host(), other.rack())
                                                .equals(demanded.spread().domain(node.host(), node.rack()))));
    }

    @Override
    public void ask(Ask ask) {
        if (!avoided.containsKey(ask.container().application())) {
            throw new AssertionError("an ask of an unknown application: " + ask.container());
        }
        if (bookings.containsKey(ask.container()) || asks.put(ask.container(), ask) != null) {
            throw new AssertionError("a second ask for " + ask.container());
        }
    }

    @Override
    public void withdraw(ContainerId container) {
        asks.remove(container);
    }

    @Override
    public void adopt(ContainerId container, String node, Resources amount) {
        book(container, node, amount);
    }

    @Override
    public void free(ContainerId container) {
        Booking booking = bookings.remove(container);
        if (booking != null) {
            Resources now = booked(booking.node);
            booked.put(
                    booking.node,
                    new Resources(now.memoryMb() - booking.amount.memoryMb(), now.cores() - booking.amount.cores()));
        }
    }

    @Override
    public List<Placement> pass(long nanoTime) {
        List<Placement> placements = new ArrayList<>();
        Resources failed = null;
        for (Ask ask : List.copyOf(asks.values())) {
            if (failed != null && ask.amount().fits(failed)) {
                continue; // not even a smaller one had room
            }
            String node = find(ask);
            if (node != null) {
                asks.remove(ask.container());
                book(ask.container(), node, ask.amount());
                placements.add(new Placement(ask, node));
            } else if (avoided.get(ask.container().application()).isEmpty()
                    && constraints.get(ask.container().application()).equals(PlacementConstraints.NONE)) {
                failed = ask.amount();
            }
        }
        return placements;
    }

    private String find(Ask ask) {
        Set<String> bad = avoided.get(ask.container().application());
        for (int i = 0; i < order.size(); i++) {
            int at = (next + i) % order.size();
            NodeSpace node = nodes.get(order.get(at));
            if (node.open()
                    && !bad.contains(node.host())
                    && free(node).fits(ask.amount())
                    && isAdmitted(ask.container().application(), node)) {
                next = at + 1;
                return node.node();
            }
        }
        return null;
    }

    private Resources free(NodeSpace node) {
        Resources now = booked(node.node());
        return new Resources(
                Math.max(0, node.total().memoryMb() - now.memoryMb()),
                Math.max(0, node.total().cores() - now.cores()));
    }

    private void book(ContainerId container, String node, Resources amount) {
        if (bookings.put(container, new Booking(node, amount)) != null) {
            throw new AssertionError(container + " is booked twice");
        }
        Resources now = booked(node);
        booked.put(node, new Resources(now.memoryMb() + amount.memoryMb(), now.cores() + amount.cores()));
    }

    @Override
    public OptionalLong nextPass() {
        return OptionalLong.empty();
    }

    @Override
    public Resources largest() {
        if (largest == null) {
            largest = computeLargest();
        }
        return largest;
    }

    private Resources computeLargest() {
        int memoryMb = 0;
        int cores = 0;
        for (NodeSpace node : nodes.values()) {
            if (node.open()) {
                memoryMb = Math.max(memoryMb, node.total().memoryMb());
                cores = Math.max(cores, node.total().cores());
            }
        }
        return new Resources(memoryMb, cores);
    }

    @Override
    public Optional<String> refusal(String application, Resources amount) {
        return largest().fits(amount)
                ? Optional.empty()
                : Optional.of("expected at most " + largest() + ", got " + amount);
    }

    @Override
    public Resources booked(String node) {
        return booked.getOrDefault(node, NOTHING);
    }

    @Override
    public int waiting() {
        return asks.size();
    }

    @Override
    public List<QueueView> queues() {
        return queues.stream()
                .sorted()
                .map(queue -> new QueueView(queue, "", 1, 1, 1, avoided.size(), asks.size(), 0, 0))
                .toList();
    }

    @Override
    public void reload(List<QueueSettings> settings) {
        if (reloadFails) {
            throw new IllegalStateException("a bug");
        }
        queues = settings.stream().map(QueueSettings::name).collect(Collectors.toSet());
    }

    @Override
    public boolean hasQueue(String queue) {
        return queues.contains(queue);
    }
}
