package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.ContainerExit.Kind;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what agents report of their containers; a repeated or late report changes nothing. On the master's mailbox alone. */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final MasterContext context;
    private final Containers containers;
    private final ContainerEnds ends;

    Reports(MasterContext context, Containers containers, ContainerEnds ends) {
        this.context = context;
        this.containers = containers;
        this.ends = ends;
    }

    /** Returns whether the container runs, or will, and nobody wants it there. */
    boolean take(Node node, ContainerReport report) {
        context.count(Counters.Counter.REPORTS);
        ContainerId id = ContainerId.of(report.getContainer());
        Container container = containers.find(id);
        boolean over = report.getPhase() == ContainerPhase.ENDED || report.getPhase() == ContainerPhase.REFUSED;
        if (container == null || container.node != node) {
            if (!over) {
                context.count(Counters.Counter.UNWANTED_WORKERS);
                LOG.warn("{} has {}, which nobody wants there: it is to be killed", node, id);
            }
            return !over;
        }
        if (over) {
            ends.ended(container, ContainerExit.of(container, report));
        } else {
            advance(container, report);
        }
        return false;
    }

    private void advance(Container container, ContainerReport report) {
        Stage stage = stageOf(report.getPhase());
        if (stage.compareTo(container.stage) < 0) {
            return;
        }
        container.stage = stage;
        container.progress = context.now();
        container.pid = report.getPid();
        container.memoryMb = report.getMemoryMb();
        if (!report.getLogFile().isEmpty()) {
            container.logFile = report.getLogFile();
        }
        if (stage == Stage.RUNNING || report.getPid() > 0) {
            ends.started(container);
        }
    }

    private static Stage stageOf(ContainerPhase phase) {
        return switch (phase) {
            case ACCEPTED -> Stage.ACCEPTED;
            case LOCALIZING -> Stage.LOCALIZING;
            case RUNNING -> Stage.RUNNING;
            case STOPPING -> Stage.STOPPING;
            default -> Stage.LAUNCHED;
        };
    }

    /**
     * An agent has told all that it knows: what it does not name is not there.
     *
     * @param rebooted whether its host was started again since it registered last
     * @return what it has and nobody wants there
     */
    List<ContainerId> takeAll(Node node, List<ContainerReport> reports, boolean rebooted) {
        List<ContainerId> unwanted = new ArrayList<>();
        Set<ContainerId> named = new HashSet<>();
        for (ContainerReport report : reports) {
            ContainerId id = ContainerId.of(report.getContainer());
            named.add(id);
            if (take(node, report)) {
                unwanted.add(id);
            }
        }
        for (Container container : List.copyOf(node.containers.values())) {
            if (!named.contains(container.id)) {
                missing(container, rebooted);
            } else if (container.stop != null) {
                containers.orderStop(container);
            }
        }
        return unwanted;
    }

    /** It was placed there, and its agent does not know it. */
    private void missing(Container container, boolean rebooted) {
        if (container.stage == Stage.PLACED) {
            return; // about to be launched, on this connection
        }
        String what = rebooted ? "its host was started again" : "its agent does not know it any more";
        Kind kind = container.ran || container.told
                ? Kind.RAN
                : container.stage == Stage.LAUNCHED ? Kind.NEVER_THERE : Kind.UNKNOWN;
        ends.ended(container, ContainerExit.nodeLost(kind, what));
    }
}
