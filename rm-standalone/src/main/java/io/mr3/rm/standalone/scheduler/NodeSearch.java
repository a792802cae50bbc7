package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Looks for the best node for one container: branch and bound over a {@link NodeIndex}. */
final class NodeSearch {
    /** Once a node is found, so many more places are visited at most: then the best so far is good enough. */
    private static final int MORE_VISITS = 256;

    private static final double DIGITS = 1e9;

    private final NodeIndex index;
    private final Resources amount;
    private final PlacementPolicy policy;
    private final Predicate<BookedNode> allowed;
    private final ToIntFunction<BookedNode> neighbours;
    private BookedNode best;
    private int bestPenalty;
    private double bestScore;
    private int bestNeighbours;
    private int moreVisits;

    /**
     * A search.
     *
     * @param allowed nodes that may be chosen
     * @param neighbours how many containers of the same application the node's host has
     */
    NodeSearch(
            NodeIndex index,
            Resources amount,
            PlacementPolicy policy,
            Predicate<BookedNode> allowed,
            ToIntFunction<BookedNode> neighbours) {
        this.index = index;
        this.amount = amount;
        this.policy = policy;
        this.allowed = allowed;
        this.neighbours = neighbours;
    }

    /** The best node with room. */
    Optional<BookedNode> best() {
        visit(1);
        return Optional.ofNullable(best);
    }

    private void visit(int place) {
        if (!index.mayHaveRoom(place, amount) || !mayBeBetter(place)) {
            return;
        }
        if (place >= index.leaves()) {
            look(place);
            return;
        }
        int left = 2 * place;
        boolean rightFirst = compare(left + 1, index.penalty(left), score(left)) < 0;
        visit(rightFirst ? left + 1 : left);
        visit(rightFirst ? left : left + 1);
    }

    private void look(int place) {
        BookedNode node = index.nodeAt(place - index.leaves());
        if (!allowed.test(node)) {
            return;
        }
        int beside = policy == PlacementPolicy.SPREAD ? neighbours.applyAsInt(node) : 0;
        if (best == null || compare(place, bestPenalty, bestScore) < 0 || beside < bestNeighbours) {
            best = node;
            bestPenalty = index.penalty(place);
            bestScore = score(place);
            bestNeighbours = beside;
        }
    }

    /** Nodes as good as the best one count if their host may have fewer of the application's containers. */
    private boolean mayBeBetter(int place) {
        if (best == null) {
            return true;
        }
        int difference = compare(place, bestPenalty, bestScore);
        return moreVisits++ < MORE_VISITS && (difference < 0 || difference == 0 && bestNeighbours > 0);
    }

    private int compare(int place, int otherPenalty, double otherScore) {
        int byPenalty = Integer.compare(index.penalty(place), otherPenalty);
        return byPenalty != 0 ? byPenalty : Double.compare(score(place), otherScore);
    }

    /**
     * Less is better; of an inner place, no more than that of any node below it. Rounded, so that nodes which are equally loaded
     * but for the last digit of a sum are equal, and their neighbours decide.
     */
    private double score(int place) {
        return Math.rint(
                DIGITS * (policy == PlacementPolicy.SPREAD ? index.leastLoad(place, amount) : -index.mostLoad(place)));
    }
}
