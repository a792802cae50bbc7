package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.AgentOrders;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationEvents;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rm.standalone.proto.ToApplication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is to go out at the end of the turn, so that each peer gets one message of it. On the master's mailbox alone. */
final class Outbox {
    /** Of one message: keeps frames small. */
    private static final int MOST_EVENTS = 1000;

    private final Set<Node> nodes = new LinkedHashSet<>();
    private final Set<Application> applications = new LinkedHashSet<>();
    private boolean placementDue;
    private boolean nodesChanged;

    /** An agent that is not connected learns all it must know when it registers; its orders are dropped. */
    void order(Node node, AgentOrder.Builder order) {
        if (node.isConnected()) {
            node.orders.add(order.build());
            nodes.add(node);
        }
    }

    /** The application has something to hear. */
    void tell(Application application) {
        applications.add(application);
    }

    /** Something has changed of which a placement may come. */
    void placementDue() {
        placementDue = true;
    }

    /** Whether {@link #placementDue} was said since the last time this was asked. */
    boolean takePlacementDue() {
        boolean due = placementDue;
        placementDue = false;
        return due;
    }

    /** Nodes on which workers may run are others now. */
    void nodesChanged() {
        nodesChanged = true;
    }

    boolean takeNodesChanged() {
        boolean changed = nodesChanged;
        nodesChanged = false;
        return changed;
    }

    void flush() {
        for (Node node : nodes) {
            if (node.isConnected() && !node.orders.isEmpty()) {
                node.link.send(
                        ToAgent.newBuilder().setOrders(AgentOrders.newBuilder().addAllOrders(endsFirst(node.orders))));
            }
            node.orders.clear();
        }
        nodes.clear();
        applications.forEach(Outbox::sendEvents);
        applications.clear();
    }

    /**
     * Orders to end go before launches of the same turn, so that what the agent has comes free first; but not before the launch
     * of what they are to end.
     */
    private static List<AgentOrder> endsFirst(List<AgentOrder> orders) {
        List<AgentOrder> ends = new ArrayList<>();
        List<AgentOrder> others = new ArrayList<>();
        Set<ContainerName> launched = new HashSet<>();
        for (AgentOrder order : orders) {
            if (order.hasLaunch()) {
                launched.add(order.getLaunch().getContainer());
            }
            boolean endsOther =
                    order.hasStop() && !launched.contains(order.getStop().getContainer());
            (endsOther ? ends : others).add(order);
        }
        ends.addAll(others);
        return ends;
    }

    private static void sendEvents(Application application) {
        if (application.link == null || !application.welcomed || !application.hasUnsent()) {
            return;
        }
        ApplicationEvents.Builder events = ApplicationEvents.newBuilder();
        for (ApplicationEvent event : application.takeUnsent()) {
            events.addEvents(event);
            if (events.getEventsCount() == MOST_EVENTS) {
                application.link.send(ToApplication.newBuilder().setEvents(events));
                events = ApplicationEvents.newBuilder();
            }
        }
        if (events.getEventsCount() > 0) {
            application.link.send(ToApplication.newBuilder().setEvents(events));
        }
    }
}
