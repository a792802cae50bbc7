package io.mr3.rm.standalone.master;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices nodes that are silent, and gives up those that have been for too long, a few at a time. On the master's mailbox alone. */
final class Liveness {
    private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);
    private static final int LEAST_LOST = 2;
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final MasterContext context;
    private final Nodes nodes;
    private final ContainerEnds ends;
    private final RateWindow lostLately = new RateWindow();

    Liveness(MasterContext context, Nodes nodes, ContainerEnds ends) {
        this.context = context;
        this.nodes = nodes;
        this.ends = ends;
    }

    /** The master itself stood still for that long: nobody's silence meanwhile counts. */
    void forgive(Duration time) {
        nodes.all().forEach(node -> node.heard += time.toNanos());
    }

    /** Nobody's silence until now counts: the wait after a start of the master is over. */
    void begin() {
        nodes.all().stream().filter(node -> !node.isConnected()).forEach(node -> node.heard = context.now());
    }

    /**
     * Looks at all nodes.
     *
     * @param mayLose whether nodes may be given up now
     */
    void sweep(boolean mayLose) {
        Duration suspectAfter = context.settings().suspectAfter(nodes.living());
        Duration lease = context.settings().lease(nodes.living());
        for (Node node : List.copyOf(nodes.all())) {
            if (node.lost) {
                forget(node);
                continue;
            }
            look(node, suspectAfter);
            if (mayLose && isOver(node, lease)) {
                loseIfFew(node);
            }
        }
    }

    private void look(Node node, Duration suspectAfter) {
        boolean silent = node.isConnected() && isOver(node, suspectAfter);
        boolean busy = node.busy && context.now() < node.busyUntil;
        boolean decays = node.space != null && node.space.penalty() > 0;
        if (silent != node.silent || busy != node.busy || decays) {
            node.silent = silent;
            node.busy = busy;
            nodes.refresh(node);
        }
    }

    private boolean isOver(Node node, Duration bound) {
        return context.now() - node.heard > bound.toNanos() + node.grace;
    }

    private void loseIfFew(Node node) {
        int most =
                Math.max(LEAST_LOST, (int) (nodes.living() * context.settings().mostLostShare()));
        if (lostLately.count(context.now()) < most) {
            lostLately.add(context.now());
            node.faults.add("", context.now());
            lose(node, "nothing was heard of its node for longer than its lease");
        } else if (!node.heldBack) {
            node.heldBack = true;
            LOG.warn(
                    "{} is silent for longer than its lease, and is held: {} nodes were lost within a minute",
                    node,
                    most);
        }
    }

    /** The node is given up with all that is on it. */
    void lose(Node node, String why) {
        LOG.warn("{} is lost with {} containers: {}", node, node.containers.size(), why);
        context.count(Counters.Counter.LOST_NODES);
        AgentLink link = node.link;
        node.link = null;
        nodes.lost(node);
        ends.nodeGone(node, why);
        if (!node.decommissioned) {
            context.journal().forgotten(node.name);
        }
        if (link != null) {
            link.close(why);
        }
    }

    private void forget(Node node) {
        if (!node.decommissioned && context.isOver(node.heard, REMEMBERED)) {
            nodes.remove(node);
        }
    }
}
