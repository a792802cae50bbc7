package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.NodeKnown;
import io.mr3.rm.standalone.proto.NodeStatus;
import io.mr3.rm.standalone.scheduler.NodeSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One node agent as the master knows it, with what is placed on it. On the master's mailbox alone. */
final class Node {
    final String name;
    final Map<ContainerId, Container> containers = new LinkedHashMap<>();
    final List<AgentOrder> orders = new ArrayList<>();
    final FaultScore faults = new FaultScore();

    // as it registered last
    long incarnation;
    String boot = "";
    String host = "";
    String rack = "";
    Map<String, String> labels = Map.of();
    String webAddress = "";
    Resources total = new Resources(0, 0);
    NodeStatus status = NodeStatus.getDefaultInstance();

    /** The one connection that is heard; null while there is none. */
    AgentLink link;
    /** When it was heard last, or when it was first known. */
    long heard;
    /** Added to every bound on its silence until its next beat. */
    long grace;

    int lastBeat;
    BeatReply lastReply;

    boolean decommissioned;

    /** It is not among the nodes that may register. */
    boolean excluded;

    /** Milliseconds since 1970 at which workers of a decommissioned node are ended; negative: never. */
    long drainedBy = -1;

    boolean silent;
    boolean lost;
    boolean quarantined;
    /** Whether it would be lost if not too many were lost lately. */
    boolean heldBack;
    /** It has no room just now, whatever the ledger says, until then. */
    long busyUntil;

    boolean busy;
    /** What the scheduler was told last; null if it does not know the node. */
    NodeSpace space;

    Node(String name, long heard) {
        this.name = name;
        this.heard = heard;
    }

    /** As it stood in the journal. */
    void recovered(NodeKnown known) {
        host = known.getHost();
        rack = known.getRack();
        labels = Map.copyOf(known.getLabelsMap());
        total = Amounts.of(known.getTotal());
        decommissioned = known.getDecommissioned();
        drainedBy = decommissioned ? known.getDrainedBy() : -1;
    }

    void registered(AgentLink by, AgentRegister message, long now) {
        link = by;
        incarnation = message.getIncarnation();
        boot = message.getBoot();
        host = message.getHost();
        rack = message.getRack();
        labels = Map.copyOf(message.getLabelsMap());
        webAddress = message.getWebAddress();
        total = Amounts.of(message.getTotal());
        status = message.getStatus();
        lastBeat = message.getLastBeat();
        lastReply = null;
        orders.clear();
        lost = false;
        heard(now, 0);
    }

    void heard(long now, long stallNanos) {
        heard = now;
        grace = stallNanos;
        silent = false;
        heldBack = false;
    }

    boolean isConnected() {
        return link != null;
    }

    /** It gets no new workers, whatever its state. */
    boolean isLeaving() {
        return decommissioned || excluded;
    }

    /** Why it gets none, if it is {@link #isLeaving}. */
    String whyItLeaves() {
        return decommissioned ? "is decommissioned" : "is not in " + MasterKeys.NODES_ALLOWED;
    }

    NodeState state() {
        if (lost) {
            return NodeState.LOST;
        }
        if (link == null || silent) {
            return NodeState.SUSPECT;
        }
        if (isLeaving()) {
            return containers.isEmpty() ? NodeState.DRAINED : NodeState.DRAINING;
        }
        if (!status.getHealthy() || !status.getAcceptsWork()) {
            return NodeState.UNHEALTHY;
        }
        return quarantined ? NodeState.QUARANTINED : NodeState.ACTIVE;
    }

    /** Why it takes no new workers, one line each. */
    List<String> reasons() {
        return switch (state()) {
            case ACTIVE -> busy ? List.of("has refused a launch for want of room just now") : List.of();
            case SUSPECT ->
                List.of(
                        heldBack
                                ? "its lease is over; not given up, since too many nodes were lost within a minute"
                                : link == null ? "its connection is lost" : "its heartbeats do not come");
            case UNHEALTHY ->
                status.getReasonsCount() == 0 ? List.of("says that it takes no work") : status.getReasonsList();
            case QUARANTINED -> List.of("too many faults lately");
            case DRAINING, DRAINED -> List.of(whyItLeaves());
            case LOST -> List.of("was silent for longer than its lease");
        };
    }

    NodeKnown toRecord() {
        return NodeKnown.newBuilder()
                .setNode(name)
                .setHost(host)
                .setRack(rack)
                .putAllLabels(labels)
                .setTotal(Amounts.of(total))
                .setDecommissioned(decommissioned)
                .setDrainedBy(decommissioned ? drainedBy : 0)
                .build();
    }

    NodeSpace toSpace(long now) {
        boolean open = state() == NodeState.ACTIVE && !busy;
        return new NodeSpace(name, host, rack, labels, total, open, (int) Math.ceil(faults.at(now)));
    }

    @Override
    public String toString() {
        return "node " + name + (host.isEmpty() || host.equals(name) ? "" : " on " + host);
    }
}
