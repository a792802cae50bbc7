package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.PurgeApplication;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The applications of the cluster, those included that have ended and whose workers have not. On the master's mailbox alone. */
final class Applications {
    /** Of those that have ended and are still shown. */
    private static final int MOST_REMEMBERED = 200;

    private final MasterContext context;
    private final Map<String, Application> applications = new LinkedHashMap<>();
    private final Deque<Application> remembered = new ArrayDeque<>();

    /** Those that need more workers to begin than they have, in the order of their turns. */
    private final Set<Application> gathering = new LinkedHashSet<>();

    Applications(MasterContext context) {
        this.context = context;
    }

    /** Null if there is none. */
    Application find(String id) {
        return applications.get(id);
    }

    Collection<Application> all() {
        return applications.values();
    }

    /** Those that have ended lately, oldest first. */
    Collection<Application> remembered() {
        return remembered;
    }

    /** Those that need more workers to begin than they have, in the order of their turns. */
    Set<Application> gathering() {
        return gathering;
    }

    List<String> ids() {
        return List.copyOf(applications.keySet());
    }

    void add(Application application) {
        applications.put(application.id, application);
        context.scheduler()
                .application(
                        application.id, application.facts.getQueue(), application.facts.getUser(), application.order);
        context.scheduler().constrain(application.id, PlacementConstraints.of(application.facts.getConstraints()));
    }

    /** Its workers are to end, and nobody hears of them. */
    void ended(Application application, String status) {
        application.ended = status;
        application.link = null;
        context.journal().forgotten(application.id, status);
        context.scheduler().applicationGone(application.id);
        gathering.remove(application);
        remember(application);
        Set<Node> nodes = new HashSet<>(application.nodes);
        application.containers.values().forEach(container -> nodes.remove(container.node));
        nodes.forEach(node -> purge(application, node));
        forgetIfOver(application);
    }

    /** It was known to a master of before, and this one can do nothing for it: what runs of it is not wanted. */
    void givenUp(Application application, String why) {
        application.ended = "FAILED";
        application.diagnostics = why;
        context.journal().forgotten(application.id, application.ended);
        remember(application);
    }

    private void remember(Application application) {
        remembered.addLast(application);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.removeFirst();
        }
    }

    /** One that has ended, as far as it is remembered. */
    Optional<Application> ended(String id) {
        return remembered.stream()
                .filter(application -> application.id.equals(id))
                .findFirst();
    }

    /** A container of it has gone from a node. */
    void left(Application application, Node node) {
        if (application.hasEnded()) {
            if (application.containers.values().stream().noneMatch(container -> container.node == node)) {
                purge(application, node);
            }
            forgetIfOver(application);
        }
    }

    /** Tells the scheduler on which hosts the application gets nothing. */
    void avoid(Application application, int hosts) {
        Set<String> avoided = new HashSet<>(application.unwantedHosts);
        avoided.addAll(application.failures.avoided(hosts));
        if (!avoided.equals(application.avoidedHosts)) {
            application.avoidedHosts = avoided;
            context.scheduler().avoid(application.id, avoided);
            context.outbox().placementDue();
        }
    }

    private void purge(Application application, Node node) {
        context.outbox()
                .order(
                        node,
                        AgentOrder.newBuilder()
                                .setPurge(PurgeApplication.newBuilder().setApplication(application.id)));
    }

    private void forgetIfOver(Application application) {
        if (application.containers.isEmpty()) {
            applications.remove(application.id);
        }
    }
}
