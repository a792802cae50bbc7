package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.Container.Stop;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Drain;
import io.mr3.rm.standalone.proto.Undrain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes nodes out of service and back. On the master's mailbox alone. */
final class Decommissioning {
    private static final Logger LOG = LoggerFactory.getLogger(Decommissioning.class);
    private static final long NEVER = -1;

    private final MasterContext context;
    private final Nodes nodes;
    private final Containers containers;

    Decommissioning(MasterContext context, Nodes nodes, Containers containers) {
        this.context = context;
        this.nodes = nodes;
        this.containers = containers;
    }

    /**
     * Nodes of that name or host get no new workers; those that run may end for so long.
     *
     * @param deadlineMillis negative for however long they take
     * @return what was done, in one line
     * @throws IllegalArgumentException in one line, if there is no such node
     */
    String decommission(String nameOrHost, long deadlineMillis) {
        List<Node> meant = nodes.named(nameOrHost);
        for (Node node : meant) {
            node.decommissioned = true;
            node.drainedBy = deadlineMillis < 0 ? NEVER : context.mailbox().wallMillis() + deadlineMillis;
            context.journal().known(node.toRecord());
            context.outbox().order(node, AgentOrder.newBuilder().setDrain(Drain.getDefaultInstance()));
            LOG.info("{} is decommissioned, with {} workers", node, node.containers.size());
            if (!node.lost) {
                nodes.refresh(node);
            }
        }
        sweep();
        meant.forEach(containers::tellDraining);
        return "decommissioned " + Nodes.names(meant) + ": "
                + meant.stream().mapToInt(node -> node.containers.size()).sum() + " workers run there";
    }

    /**
     * Nodes of that name or host get workers again.
     *
     * @return what was done, in one line
     * @throws IllegalArgumentException in one line, if there is no such node
     */
    String recommission(String nameOrHost) {
        List<Node> meant = nodes.named(nameOrHost);
        for (Node node : meant) {
            if (node.excluded) {
                throw new IllegalArgumentException(
                        MasterKeys.NODES_ALLOWED + ": expected a node that is in it, got " + node.name);
            }
        }
        for (Node node : meant) {
            node.decommissioned = false;
            node.drainedBy = NEVER;
            context.outbox().order(node, AgentOrder.newBuilder().setUndrain(Undrain.getDefaultInstance()));
            if (node.lost) {
                context.journal().forgotten(node.name);
            } else {
                context.journal().known(node.toRecord());
                nodes.refresh(node);
            }
        }
        return "recommissioned " + Nodes.names(meant);
    }

    /**
     * These alone may register from now on; the others get no new workers, and what runs there goes on.
     *
     * @param namesAndHosts empty for all
     * @return what has changed, in one line
     */
    String allow(Set<String> namesAndHosts) {
        nodes.allow(namesAndHosts);
        List<Node> out = new ArrayList<>();
        List<Node> in = new ArrayList<>();
        for (Node node : nodes.all()) {
            boolean excluded = !nodes.admits(node.name, node.host);
            if (excluded != node.excluded) {
                node.excluded = excluded;
                (excluded ? out : in).add(node);
                tell(node);
            }
        }
        return (namesAndHosts.isEmpty()
                        ? "all nodes may register"
                        : namesAndHosts.size() + " nodes or hosts may register")
                + (out.isEmpty() ? "" : ", no longer: " + Nodes.names(out))
                + (in.isEmpty() ? "" : ", again: " + Nodes.names(in));
    }

    private void tell(Node node) {
        AgentOrder.Builder order = AgentOrder.newBuilder();
        context.outbox()
                .order(
                        node,
                        node.isLeaving()
                                ? order.setDrain(Drain.getDefaultInstance())
                                : order.setUndrain(Undrain.getDefaultInstance()));
        if (!node.lost) {
            nodes.refresh(node);
        }
        containers.tellDraining(node);
    }

    /** Ends workers of nodes whose deadline is over. */
    void sweep() {
        for (Node node : nodes.all()) {
            boolean over = node.decommissioned
                    && node.drainedBy != NEVER
                    && context.mailbox().wallMillis() >= node.drainedBy;
            if (over) {
                for (Container container : List.copyOf(node.containers.values())) {
                    if (container.stop == null && container.isAtLeast(Stage.LAUNCHED)) {
                        containers.stop(container, Stop.DRAINED);
                    }
                }
            }
        }
    }
}
