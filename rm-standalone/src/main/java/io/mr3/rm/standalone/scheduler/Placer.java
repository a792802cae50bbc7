package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the node for an ask. Made anew for each pass, in which room only shrinks. */
final class Placer {
    /** Sizes for which it is known that there is no room; a few are enough, since larger ones have none either. */
    private static final int REMEMBERED = 8;

    private final NodeTable nodes;
    private final PlacementPolicy policy;
    private final List<Resources> hopeless = new ArrayList<>();

    Placer(NodeTable nodes, PlacementPolicy policy) {
        this.nodes = nodes;
        this.policy = policy;
    }

    /** The best node with room in that area: on preferred hosts, else in racks, else anywhere, as far as it reaches. */
    Optional<BookedNode> find(AskGroup group, Locality.Area area) {
        for (NodeIndex host : area.hosts()) {
            Optional<BookedNode> node = search(host, group);
            if (node.isPresent()) {
                return node;
            }
        }
        if (area.reach() == Locality.Reach.HOSTS) {
            return Optional.empty();
        }
        for (NodeIndex rack : area.racks()) {
            Optional<BookedNode> node = search(rack, group);
            if (node.isPresent()) {
                return node;
            }
        }
        return area.reach() == Locality.Reach.RACKS ? Optional.empty() : anywhere(group);
    }

    private Optional<BookedNode> anywhere(AskGroup group) {
        Optional<BookedNode> node = search(nodes.all(), group);
        if (node.isEmpty() && group.applicant().isFree() && hopeless.size() < REMEMBERED) {
            hopeless.add(group.amount());
        }
        return node;
    }

    /** There may be room again. */
    void forget() {
        hopeless.clear();
    }

    /** Whether it is known that there is no room for that anywhere. */
    boolean isHopeless(Resources amount) {
        for (Resources smaller : hopeless) {
            if (amount.fits(smaller)) {
                return true;
            }
        }
        return false;
    }

    private Optional<BookedNode> search(NodeIndex index, AskGroup group) {
        Applicant applicant = group.applicant();
        return new NodeSearch(
                        index,
                        group.amount(),
                        policy,
                        applicant.mayUse(),
                        node -> nodes.neighbours(node, applicant.id()))
                .best();
    }
}
