package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Nodes as leaves of a binary tree whose inner places know the most room and the least load below them, so that a search for
 * the best node passes over whatever cannot be it. A node takes the lowest place that is free when it comes, so that the
 * order in which nodes came decides between equal ones.
 */
final class NodeIndex {
    private final Map<BookedNode, Integer> places = new LinkedHashMap<>();
    private final PriorityQueue<Integer> vacated = new PriorityQueue<>();
    private int leaves;
    private BookedNode[] nodes;
    // by place in the tree: 1 is the root, those below p are 2p and 2p + 1
    private long[] freeMemory;
    private long[] freeCores;
    private int[] mostMemory;
    private int[] mostCores;
    private int[] penalty;
    private double[] memoryShare;
    private double[] coreShare;
    private double[] fullest;

    NodeIndex() {
        resize(1);
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** In the order in which they came. */
    Set<BookedNode> nodes() {
        return Collections.unmodifiableSet(places.keySet());
    }

    /** Adds the node, or notes what has changed of it. */
    void put(BookedNode node) {
        Integer place = places.get(node);
        if (place == null) {
            place = vacated.isEmpty() ? places.size() : vacated.remove();
            if (place == leaves) {
                resize(2 * leaves);
            }
            places.put(node, place);
            nodes[place] = node;
        }
        refresh(place);
    }

    void remove(BookedNode node) {
        Integer place = places.remove(node);
        if (place != null) {
            nodes[place] = null;
            vacated.add(place);
            refresh(place);
        }
    }

    /** Whether a node is open and large enough for it, once it is empty. */
    boolean couldHold(Resources amount) {
        return couldHold(1, amount);
    }

    private boolean couldHold(int place, Resources amount) {
        if (mostMemory[place] < amount.memoryMb() || mostCores[place] < amount.cores()) {
            return false;
        }
        return place >= leaves || couldHold(2 * place, amount) || couldHold(2 * place + 1, amount);
    }

    int leaves() {
        return leaves;
    }

    BookedNode nodeAt(int leaf) {
        return nodes[leaf];
    }

    /** Whether a node below that place may have room. */
    boolean mayHaveRoom(int place, Resources amount) {
        return freeMemory[place] >= amount.memoryMb() && freeCores[place] >= amount.cores();
    }

    /** Of the nodes below that place, the lowest. */
    int penalty(int place) {
        return penalty[place];
    }

    /** How loaded a node below that place is at least with {@code amount} on it; exact for a leaf. */
    double leastLoad(int place, Resources amount) {
        return Math.max(
                memoryShare[place] + Tally.fraction(amount.memoryMb(), mostMemory[place]),
                coreShare[place] + Tally.fraction(amount.cores(), mostCores[place]));
    }

    /** How loaded a node below that place is now at most; exact for a leaf. */
    double mostLoad(int place) {
        return fullest[place];
    }

    private void resize(int size) {
        leaves = size;
        nodes = nodes == null ? new BookedNode[size] : Arrays.copyOf(nodes, size);
        freeMemory = new long[2 * size];
        freeCores = new long[2 * size];
        mostMemory = new int[2 * size];
        mostCores = new int[2 * size];
        penalty = new int[2 * size];
        memoryShare = new double[2 * size];
        coreShare = new double[2 * size];
        fullest = new double[2 * size];
        for (int leaf = 0; leaf < size; leaf++) {
            describe(size + leaf, nodes[leaf]);
        }
        for (int place = size - 1; place > 0; place--) {
            summarise(place);
        }
    }

    private void refresh(int leaf) {
        describe(leaves + leaf, nodes[leaf]);
        for (int place = (leaves + leaf) / 2; place > 0; place /= 2) {
            summarise(place);
        }
    }

    private void describe(int place, BookedNode node) {
        boolean isOpen = node != null && node.isOpen();
        boolean isUsable = isOpen && !node.isCapped();
        freeMemory[place] = isUsable ? node.freeMemoryMb() : -1;
        freeCores[place] = isUsable ? node.freeCores() : -1;
        mostMemory[place] = isOpen ? node.space().total().memoryMb() : -1;
        mostCores[place] = isOpen ? node.space().total().cores() : -1;
        penalty[place] = isOpen ? node.space().penalty() : Integer.MAX_VALUE;
        memoryShare[place] = isOpen ? node.memoryShare() : Double.POSITIVE_INFINITY;
        coreShare[place] = isOpen ? node.coreShare() : Double.POSITIVE_INFINITY;
        fullest[place] = isOpen ? Math.max(node.memoryShare(), node.coreShare()) : Double.NEGATIVE_INFINITY;
    }

    private void summarise(int place) {
        int left = 2 * place;
        int right = left + 1;
        freeMemory[place] = Math.max(freeMemory[left], freeMemory[right]);
        freeCores[place] = Math.max(freeCores[left], freeCores[right]);
        mostMemory[place] = Math.max(mostMemory[left], mostMemory[right]);
        mostCores[place] = Math.max(mostCores[left], mostCores[right]);
        penalty[place] = Math.min(penalty[left], penalty[right]);
        memoryShare[place] = Math.min(memoryShare[left], memoryShare[right]);
        coreShare[place] = Math.min(coreShare[left], coreShare[right]);
        fullest[place] = Math.max(fullest[left], fullest[right]);
    }
}
