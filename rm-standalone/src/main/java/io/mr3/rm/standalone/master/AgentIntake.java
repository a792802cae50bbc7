package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentBeat;
import io.mr3.rm.standalone.proto.AgentGoodbye;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToAgent;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears node agents. On the master's mailbox alone. */
final class AgentIntake {
    private static final Logger LOG = LoggerFactory.getLogger(AgentIntake.class);

    private final MasterContext context;
    private final Nodes nodes;
    private final Containers containers;
    private final Reports reports;
    private final AgentRegistration registration;
    private final Liveness liveness;

    AgentIntake(
            MasterContext context,
            Nodes nodes,
            Containers containers,
            Reports reports,
            AgentRegistration registration,
            Liveness liveness) {
        this.context = context;
        this.nodes = nodes;
        this.containers = containers;
        this.reports = reports;
        this.registration = registration;
        this.liveness = liveness;
    }

    void heard(AgentLink link, FromAgent message) {
        if (message.hasRegister() && (link.node == null || link.isHeard())) {
            registration.register(link, message.getRegister());
        } else if (link.node == null) {
            link.refuse("expected a registration first, got " + message.getMessageCase(), false);
        } else if (link.isHeard()) {
            take(link, link.node, message);
        }
    }

    private void take(AgentLink link, Node node, FromAgent message) {
        switch (message.getMessageCase()) {
            case BEAT -> beat(link, node, message.getBeat());
            case REPORTS -> reports(link, node, message.getReports().getReportsList());
            case GOODBYE -> goodbye(node, message.getGoodbye());
            default ->
                LOG.warn(
                        "{}: expected a message that this version of mr3 knows, got {}",
                        node,
                        message.getMessageCase());
        }
    }

    void closed(AgentLink link, String reason) {
        if (link.isHeard()) {
            Node node = link.node;
            LOG.info("{}: connection lost: {}", node, reason);
            node.link = null;
            nodes.refresh(node);
        }
    }

    /** The answer to a beat that was answered already is the same again; a gap means that something was lost. */
    private void beat(AgentLink link, Node node, AgentBeat beat) {
        context.count(Counters.Counter.BEATS);
        boolean wasSilent = node.silent;
        node.heard(context.now(), stall(beat));
        if (beat.getNumber() == node.lastBeat && node.lastReply != null) {
            context.count(Counters.Counter.REPEATED_BEATS);
            link.send(ToAgent.newBuilder().setBeat(node.lastReply));
            return;
        }
        if (beat.getNumber() != node.lastBeat + 1) {
            context.count(Counters.Counter.MISNUMBERED_BEATS);
            LOG.warn(
                    "{}: expected beat {}, got {}: it is to register again", node, node.lastBeat + 1, beat.getNumber());
            link.send(ToAgent.newBuilder()
                    .setBeat(BeatReply.newBuilder().setNumber(beat.getNumber()).setRegisterAgain(true)));
            return;
        }
        if (beat.hasStatus()) {
            statusIs(node, beat.getStatus());
        }
        if (beat.hasStatus() || wasSilent) {
            nodes.refresh(node);
        }
        node.lastBeat = beat.getNumber();
        node.lastReply = BeatReply.newBuilder()
                .setNumber(beat.getNumber())
                .setNextBeatMs(registration.nextBeatMillis())
                .build();
        link.send(ToAgent.newBuilder().setBeat(node.lastReply));
    }

    private void statusIs(Node node, NodeStatus status) {
        node.status = status;
        Resources total = Amounts.of(status.getTotal());
        if (status.hasTotal() && !total.equals(node.total)) {
            LOG.info("{} offers {}, it was {}", node, total, node.total);
            node.total = total;
            context.journal().known(node.toRecord());
        }
    }

    /** An agent that stood still for longer than a lease is not believed to be well. */
    private long stall(AgentBeat beat) {
        long most = context.settings().lease(nodes.living()).toMillis();
        return Duration.ofMillis(Math.max(0, Math.min(beat.getStallMs(), most))).toNanos();
    }

    private void reports(AgentLink link, Node node, List<ContainerReport> all) {
        node.heard(context.now(), node.grace);
        long last = 0;
        for (ContainerReport report : all) {
            if (reports.take(node, report)) {
                containers.orderStop(node, ContainerId.of(report.getContainer()), Duration.ZERO);
            }
            last = Math.max(last, report.getNumber());
        }
        acknowledge(context, link, last);
    }

    /** An end that is acknowledged is forgotten by its agent, so that it must be on the disk here. */
    static void acknowledge(MasterContext context, AgentLink link, long upTo) {
        if (upTo > 0) {
            context.journal().whenDurable(() -> {
                if (link.isHeard()) {
                    link.send(ToAgent.newBuilder()
                            .setAcknowledged(ReportsAck.newBuilder().setUpTo(upTo)));
                }
            });
        }
    }

    private void goodbye(Node node, AgentGoodbye goodbye) {
        LOG.info(
                "{} says goodbye: {}; it {} its workers",
                node,
                goodbye.getReason(),
                goodbye.getKeepsWorkers() ? "keeps" : "has ended");
        if (goodbye.getKeepsWorkers()) {
            node.grace = context.settings().restartGrace().toNanos();
        } else {
            liveness.lose(node, "its agent has ended: " + goodbye.getReason());
        }
    }
}
