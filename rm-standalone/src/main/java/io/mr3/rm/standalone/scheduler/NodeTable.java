package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All nodes, by name, host, rack and room; and what the cluster has altogether. */
final class NodeTable {
    private static final Comparator<Resources> BY_SIZE =
            Comparator.comparingInt(Resources::memoryMb).thenComparingInt(Resources::cores);

    /** In the order in which they came. */
    private final Map<String, BookedNode> byName = new LinkedHashMap<>();

    private final Map<String, NodeIndex> byHost = new HashMap<>();
    private final Map<String, NodeIndex> byRack = new HashMap<>();
    private final NodeIndex all = new NodeIndex();
    /** How many open nodes are of that size. */
    private final TreeMap<Resources, Integer> sizes = new TreeMap<>(BY_SIZE);

    private final Tally cluster = new Tally();
    private int open;

    /** The node, unless nothing is known of it and nothing booked. */
    Optional<BookedNode> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The node; one that is not there if it was not known. */
    BookedNode node(String name) {
        return byName.computeIfAbsent(name, BookedNode::new);
    }

    Iterable<BookedNode> nodes() {
        return byName.values();
    }

    /** The node is there, and like this. */
    void update(NodeSpace space) {
        BookedNode node = node(space.node());
        withdraw(node);
        leaveHostAndRack(node);
        node.become(space);
        enter(node);
    }

    /** The node is not there any more; it is remembered while something is booked on it. */
    void gone(BookedNode node) {
        withdraw(node);
        leaveHostAndRack(node);
        all.remove(node);
        node.become(null);
        enter(node);
        forgetIfEmpty(node);
    }

    /** Carries out what changes how much is booked, reserved or allowed on the node. */
    void change(BookedNode node, Consumer<BookedNode> change) {
        withdraw(node);
        change.accept(node);
        enter(node);
        forgetIfEmpty(node);
    }

    Optional<NodeIndex> host(String host) {
        return Optional.ofNullable(byHost.get(host));
    }

    Optional<NodeIndex> rack(String rack) {
        return Optional.ofNullable(byRack.get(rack));
    }

    NodeIndex all() {
        return all;
    }

    /** What open nodes have, and what is booked on others. */
    Tally cluster() {
        return cluster;
    }

    int open() {
        return open;
    }

    /** The size of the open node with the most memory; of several, with the most cores. */
    Optional<Resources> largest() {
        return sizes.isEmpty() ? Optional.empty() : Optional.of(sizes.lastKey());
    }

    /** Why no open node could hold that if it were empty; there is an open one. */
    Optional<String> refusal(Resources amount) {
        return all.couldHold(amount)
                ? Optional.empty()
                : Optional.of("expected a worker that fits on a node, of which the largest has " + sizes.lastKey()
                        + ", got " + amount);
    }

    /** The same of nodes with the labels that an application demands. If all of these are closed it waits for them. */
    Optional<String> refusal(Resources amount, Applicant applicant) {
        List<BookedNode> having = byName.values().stream()
                .filter(node -> node.isThere() && applicant.admits(node))
                .toList();
        if (having.isEmpty()) {
            return Optional.of("expected a node with the labels " + applicant.labels() + ", found none among "
                    + all.nodes().size() + " nodes");
        }
        Optional<Resources> largest = having.stream()
                .filter(BookedNode::isOpen)
                .map(node -> node.space().total())
                .max(BY_SIZE);
        return largest.isEmpty() || having.stream().anyMatch(node -> node.couldHold(amount))
                ? Optional.empty()
                : Optional.of("expected a worker that fits on a node with the labels " + applicant.labels()
                        + ", of which the largest has " + largest.get() + ", got " + amount);
    }

    /** How many containers of the application that node's host has. */
    int neighbours(BookedNode node, String application) {
        int count = 0;
        for (BookedNode other : byHost.get(node.space().host()).nodes()) {
            count += other.containersOf(application);
        }
        return count;
    }

    private void withdraw(BookedNode node) {
        cluster.remove(counted(node));
        if (node.isOpen()) {
            open--;
            sizes.merge(node.space().total(), -1, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    private void enter(BookedNode node) {
        cluster.add(counted(node));
        if (node.isOpen()) {
            open++;
            sizes.merge(node.space().total(), 1, Integer::sum);
        }
        if (node.isThere()) {
            all.put(node);
            put(byHost, node.space().host(), node);
            if (!node.space().rack().isEmpty()) {
                put(byRack, node.space().rack(), node);
            }
        }
    }

    private void leaveHostAndRack(BookedNode node) {
        if (!node.isThere()) {
            return;
        }
        remove(byHost, node.space().host(), node);
        remove(byRack, node.space().rack(), node);
    }

    private static void put(Map<String, NodeIndex> indices, String key, BookedNode node) {
        indices.computeIfAbsent(key, absent -> new NodeIndex()).put(node);
    }

    private static void remove(Map<String, NodeIndex> indices, String key, BookedNode node) {
        indices.computeIfPresent(key, (same, nodes) -> {
            nodes.remove(node);
            return nodes.isEmpty() ? null : nodes;
        });
    }

    private void forgetIfEmpty(BookedNode node) {
        if (!node.isThere() && node.isEmpty()) {
            byName.remove(node.name());
        }
    }

    private static Resources counted(BookedNode node) {
        return node.isOpen() ? node.space().total() : node.booked();
    }
}
