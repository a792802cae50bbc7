package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.Container.Stage;
import java.util.HashSet;
import java.util.Set;

/** What must hold of a master's tables at the end of each turn. */
final class LedgerCheck {
    private LedgerCheck() {}

    static void check(ClusterMaster master) {
        MasterContext context = master.turns().context();
        MasterTurns.Parts parts = master.turns().parts();
        Set<ContainerId> placed = new HashSet<>();
        for (Container container : parts.containers().all()) {
            require(
                    (container.stage == Stage.WAITING) == (container.node == null),
                    container + " waits, or has a node: " + container.stage);
            if (container.node != null) {
                placed.add(container.id);
                require(
                        container.node.containers.get(container.id) == container,
                        container + " is on a node that does not know it: " + container.node);
                require(!container.node.lost, container + " is on a node that is lost: " + container.node);
            }
        }
        int onNodes = parts.nodes().all().stream()
                .mapToInt(node -> node.containers.size())
                .sum();
        require(onNodes == placed.size(), "containers on nodes: expected " + placed.size() + ", got " + onNodes);
        require(
                placed.equals(context.journal().image().containers().keySet()),
                "the journal and the tables differ: "
                        + context.journal().image().containers().keySet() + " and " + placed);
        for (Application application : parts.applications().all()) {
            require(
                    application.hasEnded() != context.journal().image().hasApplication(application.id),
                    application + " has ended, or is in the journal");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
