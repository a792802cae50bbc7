package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerAllocated;
import io.mr3.rm.standalone.proto.NodeKnown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what masters of before knew, and holds everything until most of it has come back: until then nothing is granted
 * and nobody is given up. On the master's mailbox alone.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final MasterContext context;
    private final Nodes nodes;
    private final Containers containers;
    private final Set<Node> awaited = new HashSet<>();
    private int known;
    private long began;
    private boolean recovering = true;

    Recovery(MasterContext context, Nodes nodes, Containers containers) {
        this.context = context;
        this.nodes = nodes;
        this.containers = containers;
    }

    /** Takes all from the journal's image; applications must be there already. */
    void begin(JournalImage image) {
        began = context.now();
        for (NodeKnown record : image.nodes()) {
            Node node = nodes.add(record.getNode());
            node.recovered(record);
            node.excluded = !nodes.admits(node.name, node.host);
            nodes.refresh(node);
            if (!node.isLeaving()) {
                awaited.add(node);
            }
        }
        known = awaited.size();
        List<ContainerAllocated> strays = new ArrayList<>();
        for (ContainerAllocated allocated : image.containers().values()) {
            Node node = nodes.find(allocated.getNode());
            if (node == null) {
                strays.add(allocated); // its node was given up, and the record of its end was lost
            } else {
                containers.recovered(allocated, node);
            }
        }
        strays.forEach(stray -> context.journal().freed(ContainerId.of(stray.getContainer()), List.of()));
        LOG.info(
                "cluster {}, epoch {}: {} nodes, {} applications and {} containers are known",
                context.cluster(),
                context.epoch(),
                image.nodes().size(),
                image.applications().size(),
                image.containers().size());
    }

    void registered(Node node) {
        awaited.remove(node);
    }

    boolean isRecovering() {
        return recovering;
    }

    /** Whether the wait is over now; true once. */
    boolean ends() {
        if (!recovering) {
            return false;
        }
        boolean enough =
                known - awaited.size() >= Math.ceil(known * context.settings().recoveryShare());
        if (!enough && !context.isOver(began, context.settings().recoveryWait())) {
            return false;
        }
        recovering = false;
        if (known > 0) {
            LOG.info("{} of {} known nodes are back; the others have their lease", known - awaited.size(), known);
        }
        awaited.clear();
        return true;
    }
}
