package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.NodeOffer;
import io.mr3.rm.standalone.scheduler.NodeSpace;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The nodes of the cluster; keeps the scheduler's view of each up to date. On the master's mailbox alone. */
final class Nodes {
    private static final int QUARANTINED_OF = 10;

    private final MasterContext context;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> hosts = new HashMap<>();
    /** Names and hosts of those that may register; empty for all. */
    private Set<String> allowed;

    private int living;
    private int quarantined;

    Nodes(MasterContext context) {
        this.context = context;
        this.allowed = context.settings().nodesAllowed();
    }

    /** Whether a node of that name and host may register. */
    boolean admits(String name, String host) {
        return allowed.isEmpty() || allowed.contains(name) || allowed.contains(host);
    }

    /** These alone may register from now on. */
    void allow(Set<String> namesAndHosts) {
        allowed = Set.copyOf(namesAndHosts);
    }

    /** Null if there is none. */
    Node find(String name) {
        return nodes.get(name);
    }

    /**
     * The node of that name, or all of that host.
     *
     * @throws IllegalArgumentException in one line, if there is none
     */
    List<Node> named(String nameOrHost) {
        Node named = nodes.get(nameOrHost);
        List<Node> meant = named != null
                ? List.of(named)
                : nodes.values().stream()
                        .filter(node -> node.host.equals(nameOrHost))
                        .toList();
        if (meant.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a node or host of " + new TreeSet<>(nodes.keySet()) + ", got '" + nameOrHost + "'");
        }
        return meant;
    }

    static String names(Collection<Node> some) {
        return some.stream().map(node -> node.name).collect(Collectors.joining(", "));
    }

    Collection<Node> all() {
        return nodes.values();
    }

    Node add(String name) {
        Node node = new Node(name, context.now());
        nodes.put(name, node);
        living++;
        return node;
    }

    /** How many are not lost. */
    int living() {
        return living;
    }

    int hosts() {
        return hosts.size();
    }

    Duration beat() {
        return context.settings().beat(living);
    }

    /** The node is another than before: whoever places workers, and whoever wants to know nodes, is told if it matters. */
    void refresh(Node node) {
        quarantine(node);
        NodeSpace space = node.toSpace(context.now());
        NodeSpace before = node.space;
        if (space.equals(before)) {
            return;
        }
        node.space = space;
        countHost(before, -1);
        countHost(space, 1);
        context.scheduler().node(space);
        context.outbox().placementDue();
        if (before == null || before.open() || space.open()) {
            context.outbox().nodesChanged();
        }
    }

    /** The node is not there any more; its containers must have been given up. */
    void lost(Node node) {
        node.lost = true;
        living--;
        unquarantine(node);
        if (node.space != null) {
            countHost(node.space, -1);
            node.space = null;
            context.scheduler().nodeGone(node.name);
        }
        context.outbox().nodesChanged();
    }

    /** A lost one has come back. */
    void back(Node node) {
        node.lost = false;
        living++;
    }

    void remove(Node node) {
        nodes.remove(node.name);
    }

    /** Those on which workers may run now. */
    io.mr3.rm.standalone.proto.Nodes offers() {
        io.mr3.rm.standalone.proto.Nodes.Builder offers = io.mr3.rm.standalone.proto.Nodes.newBuilder();
        for (Node node : nodes.values()) {
            if (node.state() == NodeState.ACTIVE) {
                offers.addNodes(NodeOffer.newBuilder()
                        .setNode(node.name)
                        .setHost(node.host)
                        .setRack(node.rack)
                        .setTotal(Amounts.of(node.total)));
            }
        }
        return offers.build();
    }

    /** At most a tenth of the nodes, at least one, and never half of them: one cause for all is no fault of any. */
    private void quarantine(Node node) {
        double score = node.faults.at(context.now());
        int threshold = context.settings().quarantineFaults();
        if (node.quarantined && score < threshold / 2.0) {
            unquarantine(node);
        } else if (!node.quarantined && !node.lost && score >= threshold && quarantined < mostQuarantined()) {
            node.quarantined = true;
            quarantined++;
        }
    }

    private int mostQuarantined() {
        return Math.min(Math.max(1, living / QUARANTINED_OF), (living - 1) / 2);
    }

    private void unquarantine(Node node) {
        if (node.quarantined) {
            node.quarantined = false;
            quarantined--;
        }
    }

    private void countHost(NodeSpace space, int change) {
        if (space != null) {
            hosts.merge(space.host(), change, Integer::sum);
            hosts.remove(space.host(), 0);
        }
    }
}
