package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.Container.Stop;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices launches that get nowhere, and ends that are not reported. On the master's mailbox alone. */
final class Launches {
    private static final Logger LOG = LoggerFactory.getLogger(Launches.class);

    private final MasterContext context;
    private final Containers containers;

    Launches(MasterContext context, Containers containers) {
        this.context = context;
        this.containers = containers;
    }

    void sweep() {
        for (Container container : List.copyOf(containers.watched())) {
            if (container.stop != null) {
                lookAtEnd(container);
            } else if (container.isAtLeast(Stage.RUNNING)) {
                containers.watched().remove(container);
            } else if (container.node.state() != NodeState.SUSPECT && isLate(container)) {
                LOG.warn("{} on {}: the launch gets nowhere, it is ended", container, container.node);
                containers.stop(container, Stop.LATE);
            }
        }
    }

    private boolean isLate(Container container) {
        Duration bound = container.stage == Stage.LAUNCHED
                ? context.settings().acceptDeadline()
                : context.settings().launchStall();
        return context.isOver(container.progress, bound);
    }

    /** An agent that does not say what became of it must tell everything anew. */
    private void lookAtEnd(Container container) {
        if (container.node.isConnected() && container.endsBy != 0 && context.now() > container.endsBy) {
            LOG.warn("{} on {}: told to end, and its end is not reported", container, container.node);
            containers.orderStop(container);
            container.node.link.close("the end of " + container + " was not reported");
        }
    }
}
