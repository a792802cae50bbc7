package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.Container.Stop;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.ContainerAllocated;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.StopContainer;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.scheduler.Placement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All workers that are wanted or there: asks for them, launches them and ends them. On the master's mailbox alone. */
final class Containers {
    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final Map<ContainerId, Container> containers = new LinkedHashMap<>();
    /** Those whose launch, or whose end, must make progress. */
    private final Set<Container> watched = new LinkedHashSet<>();

    private boolean refusesTooLarge;

    Containers(MasterContext context, Nodes nodes, Applications applications) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
    }

    /** Null if nobody wants it and it is not there. */
    Container find(ContainerId id) {
        return containers.get(id);
    }

    Collection<Container> all() {
        return containers.values();
    }

    /** Those whose launch, or whose end, must make progress. */
    Set<Container> watched() {
        return watched;
    }

    /** Its nodes are there: from here on a request that no node can ever hold is refused. */
    void refuseTooLarge() {
        refusesTooLarge = true;
        for (Application application : applications.all()) {
            for (Container container : Set.copyOf(application.containers.values())) {
                if (container.stage == Stage.WAITING
                        && refusal(application, container.amount).isPresent()) {
                    context.scheduler().withdraw(container.id);
                    forget(container);
                    refuseTooLarge(application, container);
                }
            }
        }
    }

    /** Applications hear of their workers on a node that is to be emptied. */
    void tellDraining(Node node) {
        for (Container container : node.containers.values()) {
            Application application = applications.find(container.id.application());
            if (application != null && !application.hasEnded()) {
                application.tellDraining(container);
                context.outbox().tell(application);
            }
        }
    }

    /** The application wants a worker. */
    void ask(Application application, WorkerRequest request) {
        ContainerId id = new ContainerId(application.id, request.getWorker());
        context.count(Counters.Counter.REQUESTS);
        Container container =
                new Container(id, request.getGroup(), Amounts.of(request.getAmount()), request, context.now());
        if (!application.killedBy.isEmpty()) {
            tellRefused(application, container, WorkerRefused.Kind.REFUSED, Killing.says(application.killedBy));
        } else if (container.amount.memoryMb() == 0) {
            tellRefused(application, container, WorkerRefused.Kind.REFUSED, "expected an amount of memory, got none");
        } else if (refusesTooLarge && refusal(application, container.amount).isPresent()) {
            refuseTooLarge(application, container);
        } else if (application.waiting >= context.settings().applicationRequests()) {
            tellRefused(
                    application,
                    container,
                    WorkerRefused.Kind.REFUSED,
                    MasterKeys.APPLICATION_REQUESTS + ": expected at most "
                            + context.settings().applicationRequests()
                            + " requests of an application that wait, got one more");
        } else {
            admit(application, container);
        }
    }

    /** Nothing of it was started, and its place was given up. */
    void askAgain(Application application, Container container) {
        if (application.killedBy.isEmpty()) {
            admit(application, container.again());
        } else {
            tellRefused(application, container, WorkerRefused.Kind.REFUSED, Killing.says(application.killedBy));
        }
    }

    private void admit(Application application, Container container) {
        containers.put(container.id, container);
        application.containers.put(container.id.worker(), container);
        application.waiting++;
        if (!application.gathered) {
            applications.gathering().add(application);
        }
        if (!application.braked && !application.waitsForTurn) {
            context.scheduler().ask(container.toAsk());
            context.outbox().placementDue();
        }
    }

    /** Its requests, which were withheld, may be granted from now on. */
    void askWaiting(Application application) {
        if (!application.braked && !application.waitsForTurn) {
            waiting(application).forEach(container -> context.scheduler().ask(container.toAsk()));
            context.outbox().placementDue();
        }
    }

    /** Its requests are not to be granted until {@link #askWaiting}. */
    void withholdWaiting(Application application) {
        waiting(application).forEach(container -> context.scheduler().withdraw(container.id));
    }

    private static List<Container> waiting(Application application) {
        return application.containers.values().stream()
                .filter(container -> container.stage == Stage.WAITING)
                .toList();
    }

    /** It was there before this master was. */
    void recovered(ContainerAllocated allocated, Node node) {
        Container container = new Container(
                ContainerId.of(allocated.getContainer()),
                allocated.getGroup(),
                Amounts.of(allocated.getAmount()),
                null,
                context.now());
        container.stage = Stage.LAUNCHED;
        container.sent = true;
        container.progress = context.now();
        container.node = node;
        containers.put(container.id, container);
        node.containers.put(container.id, container);
        context.scheduler().adopt(container.id, node.name, container.amount);
        Application application = applications.find(container.id.application());
        if (application == null) {
            container.stop = Stop.UNWANTED;
        } else {
            application.containers.put(container.id.worker(), container);
            application.nodes.add(node);
            application.gathered = true;
            application.waitsForTurn = false;
        }
        watched.add(container);
    }

    /** The scheduler has found a place, and booked it. */
    void place(Placement placement) {
        Container container = containers.get(placement.ask().container());
        Node node = nodes.find(placement.node());
        if (container == null || container.stage != Stage.WAITING || node == null) {
            throw new IllegalStateException(
                    "the scheduler has placed " + placement.ask().container() + " on " + placement.node()
                            + ": expected an ask that waits and a node that there is");
        }
        container.stage = Stage.PLACED;
        applications.find(container.id.application()).waiting--;
        container.node = node;
        node.containers.put(container.id, container);
        context.count(Counters.Counter.PLACEMENTS);
        context.journal()
                .allocated(ContainerAllocated.newBuilder()
                        .setContainer(container.id.toMessage())
                        .setNode(node.name)
                        .setAmount(Amounts.of(container.amount))
                        .setGroup(container.group)
                        .build());
        context.journal().whenDurable(() -> launchOrHold(container));
    }

    private void launchOrHold(Container container) {
        if (containers.get(container.id) != container || container.stage != Stage.PLACED) {
            return; // taken back meanwhile
        }
        if (applications.find(container.id.application()).hasEnough()) {
            launch(container);
        } else {
            container.held = true;
        }
    }

    /** Launches what was held. */
    void launchHeld(Application application) {
        application.containers.values().stream()
                .filter(container -> container.held && container.stage == Stage.PLACED)
                .forEach(this::launch);
    }

    /** What has a place and was not launched gives it back, and waits again. */
    void giveBack(Application application) {
        for (Container container : List.copyOf(application.containers.values())) {
            if (container.stage == Stage.PLACED) {
                free(container);
                askAgain(application, container);
            }
        }
    }

    private void launch(Container container) {
        container.stage = Stage.LAUNCHED;
        container.progress = context.now();
        container.sent = container.node.isConnected();
        applications.find(container.id.application()).nodes.add(container.node);
        watched.add(container);
        context.count(Counters.Counter.LAUNCHES);
        context.outbox()
                .order(
                        container.node,
                        AgentOrder.newBuilder()
                                .setLaunch(Launch.newBuilder()
                                        .setContainer(container.id.toMessage())
                                        .setAmount(Amounts.of(container.amount))
                                        .setCommand(container.request.getCommand())));
    }

    /** It is to end, for a reason that outweighs any it was to end for before. */
    void stop(Container container, Stop why) {
        switch (container.stage) {
            case WAITING -> {
                context.scheduler().withdraw(container.id);
                forget(container);
            }
            case PLACED -> free(container); // nobody was told yet
            default -> {
                container.stop = why;
                orderStop(container);
            }
        }
    }

    /** It was not launched yet, and never will be; its application hears why. */
    void refuse(Container container, WorkerRefused.Kind kind, String reason) {
        Application application = applications.find(container.id.application());
        stop(container, Stop.UNWANTED);
        tellRefused(application, container, kind, reason);
    }

    /** Tells the agent to end what is to end, also a second time. */
    void orderStop(Container container) {
        Duration grace =
                container.stop == Stop.LATE ? Duration.ZERO : context.settings().stopGrace();
        container.endsBy =
                context.now() + grace.plus(context.settings().acceptDeadline()).toNanos();
        watched.add(container);
        orderStop(container.node, container.id, grace);
    }

    void orderStop(Node node, ContainerId container, Duration grace) {
        context.outbox()
                .order(
                        node,
                        AgentOrder.newBuilder()
                                .setStop(StopContainer.newBuilder()
                                        .setContainer(container.toMessage())
                                        .setGraceMs((int) grace.toMillis())));
    }

    /** Nothing of it is on its node. What its application is to hear of that must have been told. */
    void free(Container container) {
        Application application = applications.find(container.id.application());
        boolean isHeard = application == null || application.hasEnded();
        forget(container);
        context.scheduler().free(container.id);
        context.journal().freed(container.id, isHeard ? List.of() : application.unheard(container.id.worker()));
        context.outbox().placementDue();
        Node node = container.node;
        node.containers.remove(container.id);
        if (node.isLeaving()) {
            nodes.refresh(node);
        }
        if (application != null) {
            applications.left(application, node);
        }
    }

    private void forget(Container container) {
        containers.remove(container.id);
        watched.remove(container);
        Application application = applications.find(container.id.application());
        if (application != null) {
            application.containers.remove(container.id.worker());
            application.waiting -= container.stage == Stage.WAITING ? 1 : 0;
        }
    }

    private Optional<String> refusal(Application application, Resources amount) {
        // without any open node everything is too large, which says nothing
        return context.scheduler()
                .refusal(application.id, amount)
                .filter(reason -> context.scheduler().largest().memoryMb() > 0);
    }

    private void refuseTooLarge(Application application, Container container) {
        String reason = refusal(application, container.amount).orElse("");
        tellRefused(application, container, WorkerRefused.Kind.TOO_LARGE, reason);
    }

    private void tellRefused(Application application, Container container, WorkerRefused.Kind kind, String reason) {
        context.count(Counters.Counter.REFUSED_WORKERS);
        application.tellRefused(
                container, WorkerRefused.newBuilder().setKind(kind).setReason(reason));
        context.outbox().tell(application);
    }
}
