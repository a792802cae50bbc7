package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Drain;
import io.mr3.rm.standalone.proto.ToAgent;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets node agents in, or turns them away: the one moment at which master and agent are made equal. On the master's mailbox alone. */
final class AgentRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRegistration.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");
    private static final double JITTER = 0.1;

    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final Reports reports;
    private final Recovery recovery;
    /** Quick, for one draw per beat; nobody gains by guessing it. */
    private final SplittableRandom jitter;

    AgentRegistration(
            MasterContext context, Nodes nodes, Applications applications, Reports reports, Recovery recovery) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
        this.reports = reports;
        this.recovery = recovery;
        this.jitter = new SplittableRandom(context.random().nextLong());
    }

    /** Why somebody is turned away. */
    private record Denial(String reason, boolean tryAgain) {}

    void register(AgentLink link, AgentRegister message) {
        Denial denial = denial(link, message);
        if (denial != null) {
            context.count(Counters.Counter.REFUSED_REGISTRATIONS);
            LOG.warn("turned away agent '{}' of {}: {}", message.getNode(), link.peer(), denial.reason);
            context.audit().agentRefused(link, message, denial.reason);
            link.refuse(denial.reason, denial.tryAgain);
            return;
        }
        context.count(Counters.Counter.REGISTRATIONS);
        Node known = nodes.find(message.getNode());
        Node node = known == null ? nodes.add(message.getNode()) : known;
        boolean rebooted = !node.boot.isEmpty() && !node.boot.equals(message.getBoot());
        if (node.lost) {
            nodes.back(node);
        }
        if (node.isConnected() && node.link != link) {
            node.link.close("the agent has registered on another connection");
        }
        link.node = node;
        node.registered(link, message, context.now());
        node.excluded = !nodes.admits(node.name, node.host);
        LOG.info(
                "{} has registered with {} containers{}",
                node,
                message.getContainersCount(),
                rebooted ? ", rebooted" : "");
        context.audit().agentRegistered(link, message, message.getContainersCount() + " containers");
        context.journal().known(node.toRecord());
        List<ContainerId> unwanted = reports.takeAll(node, message.getContainersList(), rebooted);
        nodes.refresh(node);
        recovery.registered(node);
        welcome(link, node, unwanted);
        AgentIntake.acknowledge(
                context,
                link,
                message.getContainersList().stream()
                        .mapToLong(ContainerReport::getNumber)
                        .max()
                        .orElse(0));
    }

    /** Null if it may come in. */
    private Denial denial(AgentLink link, AgentRegister message) {
        if (message.getOldestProtocol() > Protocol.NEWEST || message.getNewestProtocol() < Protocol.OLDEST) {
            return new Denial(
                    Protocol.refusal(message.getOldestProtocol(), message.getNewestProtocol(), message.getBuild()),
                    false);
        }
        if (!message.getCluster().isEmpty() && !message.getCluster().equals(context.cluster())) {
            return new Denial(
                    "expected an agent of cluster " + context.cluster() + ", got one of cluster "
                            + message.getCluster(),
                    false);
        }
        if (!NAME.matcher(message.getNode()).matches()) {
            return new Denial(
                    "agent's name: expected letters, digits, dots, dashes and underscores, got '" + message.getNode()
                            + "'",
                    false);
        }
        if (message.getHost().isEmpty()
                || message.getTotal().getMemoryMb() <= 0
                || message.getTotal().getCores() <= 0) {
            Resources total = Amounts.of(message.getTotal());
            return new Denial(
                    "expected an agent with a host, memory and cores, got host '" + message.getHost() + "', " + total,
                    false);
        }
        if (Long.compareUnsigned(message.getHighestEpoch(), context.epoch()) > 0) {
            return new Denial(
                    "the agent has obeyed a master of epoch " + message.getHighestEpoch() + ", this one has epoch "
                            + context.epoch()
                            + ": another master of the cluster runs, or this one has lost its journal",
                    true);
        }
        Denial stranger = stranger(message);
        return stranger == null ? namesake(link, message) : stranger;
    }

    /** A node that still has workers comes in all the same: it drains. */
    private Denial stranger(AgentRegister message) {
        Node known = nodes.find(message.getNode());
        boolean hasWorkers = known != null && !known.containers.isEmpty();
        if (hasWorkers || nodes.admits(message.getNode(), message.getHost())) {
            return null;
        }
        return new Denial(
                MasterKeys.NODES_ALLOWED + ": expected the name or host of a node that may register, got '"
                        + message.getNode() + "' on host '" + message.getHost() + "'",
                false);
    }

    /** Two agents with one name would take each other's place for ever: the one that is there and well stays. */
    private Denial namesake(AgentLink link, AgentRegister message) {
        Node there = nodes.find(message.getNode());
        boolean isOther = there != null
                && there.isConnected()
                && there.link != link
                && there.incarnation != message.getIncarnation();
        if (isOther
                && there.link.isOpen()
                && !context.isOver(there.heard, context.settings().suspectAfter(nodes.living()))) {
            return new Denial(
                    "an agent called '" + message.getNode() + "' is connected already, from host " + there.host
                            + ": each agent needs a name of its own",
                    true);
        }
        return null;
    }

    private void welcome(AgentLink link, Node node, List<ContainerId> unwanted) {
        AgentWelcome.Builder welcome = AgentWelcome.newBuilder()
                .setCluster(context.cluster())
                .setProtocol(Protocol.NEWEST)
                .setNextBeatMs(nextBeatMillis())
                .setLeaseMs((int) context.settings().lease(nodes.living()).toMillis())
                .addAllKnownApplications(applications.ids());
        unwanted.forEach(container -> welcome.addKill(container.toMessage()));
        link.send(ToAgent.newBuilder().setWelcome(welcome));
        if (node.isLeaving()) {
            context.outbox().order(node, AgentOrder.newBuilder().setDrain(Drain.getDefaultInstance()));
        }
    }

    /** With a tenth of jitter, so that agents which came at once do not stay in step. */
    int nextBeatMillis() {
        return (int) (nodes.beat().toMillis() * jitter.nextDouble(1 - JITTER, 1 + JITTER));
    }
}
