package io.mr3.rm.standalone.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where an ask may be placed now: only where it prefers to be at first, and farther away the longer it has waited. */
final class Locality {
    /** What is near enough. */
    enum Reach {
        HOSTS,
        RACKS,
        ANYWHERE
    }

    /**
     * Where to look.
     *
     * @param hosts that are preferred, best first
     * @param racks that are preferred, or hold those hosts, best first
     * @param until when the reach widens, nanoseconds; {@link Long#MAX_VALUE} if it does not
     */
    record Area(Reach reach, List<NodeIndex> hosts, List<NodeIndex> racks, long until) {}

    private static final Area ANYWHERE = new Area(Reach.ANYWHERE, List.of(), List.of(), Long.MAX_VALUE);

    private final NodeTable nodes;
    private final long hostWaitNanos;
    private final long rackWaitNanos;

    Locality(NodeTable nodes, SchedulerSettings settings) {
        this.nodes = nodes;
        this.hostWaitNanos = settings.nodeWait().toNanos();
        this.rackWaitNanos = settings.rackWait().toNanos();
    }

    /** Where the oldest ask of the group may be placed. It waits for no host or rack that could never have it. */
    Area of(AskGroup group, long now) {
        List<String> locations = group.key().locations();
        if (locations.isEmpty()) {
            return ANYWHERE;
        }
        List<NodeIndex> hosts = new ArrayList<>();
        Set<String> racks = new LinkedHashSet<>();
        boolean hostCould = false;
        for (String location : locations) {
            Optional<NodeIndex> host = nodes.host(location);
            if (host.isEmpty()) {
                racks.add(location);
            } else if (!group.applicant().avoided().contains(location)) {
                hosts.add(host.get());
                hostCould |= couldHold(host.get(), group);
            }
        }
        hosts.forEach(
                host -> host.nodes().forEach(node -> racks.add(node.space().rack())));
        List<NodeIndex> near =
                racks.stream().flatMap(rack -> nodes.rack(rack).stream()).toList();
        boolean rackCould = near.stream().anyMatch(rack -> couldHold(rack, group));
        long racksFrom = group.head().since() + (hostCould ? hostWaitNanos : 0);
        long anywhereFrom = racksFrom + (rackCould ? rackWaitNanos : 0);
        if (now < racksFrom) {
            return new Area(Reach.HOSTS, hosts, near, racksFrom);
        }
        return now < anywhereFrom
                ? new Area(Reach.RACKS, hosts, near, anywhereFrom)
                : new Area(Reach.ANYWHERE, hosts, near, Long.MAX_VALUE);
    }

    /** Whether a node there is open, large enough once it is empty, and has the labels that are demanded. */
    private static boolean couldHold(NodeIndex index, AskGroup group) {
        Applicant applicant = group.applicant();
        return applicant.labels().isEmpty()
                ? index.couldHold(group.amount())
                : index.nodes().stream().anyMatch(node -> node.couldHold(group.amount()) && applicant.admits(node));
    }
}
