package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.proto.Usage;
import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.WorkerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells what the cluster looks like, to threads that do not own it. Published on the master's mailbox, read anywhere. */
final class ViewPublisher {
    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final Containers containers;
    private final ContainerEnds ends;
    private final Recovery recovery;
    private final long startedMillis;
    private String address = "";
    private String webAddress = "";
    private long published;
    private volatile ClusterView view;

    ViewPublisher(
            MasterContext context,
            Nodes nodes,
            Applications applications,
            Containers containers,
            ContainerEnds ends,
            Recovery recovery) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
        this.containers = containers;
        this.ends = ends;
        this.recovery = recovery;
        this.startedMillis = context.mailbox().wallMillis();
    }

    /** From any thread; at most about a second old. */
    ClusterView latest() {
        return view;
    }

    void reachableAt(String rpc, String web) {
        address = rpc;
        webAddress = web;
        publish();
    }

    /** At the end of each turn. */
    void endOfTurn() {
        if (context.now() - published >= PERIOD) {
            publish();
        }
    }

    ClusterView publish() {
        published = context.now();
        view = new ClusterView(
                new MasterView(
                        context.cluster(),
                        context.epoch(),
                        address,
                        webAddress,
                        startedMillis,
                        recovery.isRecovering() ? "recovering" : "active"),
                nodes.all().stream().map(this::view).toList(),
                applicationViews(),
                workerViews(),
                context.scheduler().queues(),
                context.counters().byName());
        return view;
    }

    private NodeView view(Node node) {
        Resources booked = context.scheduler().booked(node.name);
        Usage usage = node.status.getUsage();
        boolean measured = node.status.hasUsage();
        return new NodeView(
                node.name,
                node.host,
                node.rack,
                node.labels,
                node.state().toString(),
                node.reasons(),
                node.total.memoryMb(),
                node.total.cores(),
                booked.memoryMb(),
                booked.cores(),
                node.containers.size(),
                Duration.ofNanos(context.now() - node.heard).toMillis(),
                node.webAddress,
                measured ? usage.getMemoryUsedMb() : -1,
                measured ? usage.getSwapUsedMb() : -1,
                measured ? usage.getLoad() : -1,
                usage.hasProcessors() ? usage.getProcessors() : -1,
                numbers(usage.getReportedMap()));
    }

    /** Neither JSON nor people have a word for the others. */
    private static Map<String, Double> numbers(Map<String, Double> reported) {
        if (reported.isEmpty()) {
            return Map.of();
        }
        Map<String, Double> numbers = new HashMap<>(reported);
        numbers.values().removeIf(value -> !Double.isFinite(value));
        return numbers;
    }

    private List<ApplicationView> applicationViews() {
        List<ApplicationView> views = new ArrayList<>();
        applications.remembered().forEach(application -> views.add(view(application)));
        applications.all().stream()
                .filter(application -> !application.hasEnded())
                .forEach(application -> views.add(view(application)));
        return views;
    }

    private static ApplicationView view(Application application) {
        int waiting = 0;
        int workers = 0;
        int memoryMb = 0;
        int cores = 0;
        for (Container container : application.containers.values()) {
            if (container.stage == Container.Stage.WAITING) {
                waiting++;
            } else {
                workers++;
                memoryMb += container.amount.memoryMb();
                cores += container.amount.cores();
            }
        }
        String state = application.hasEnded()
                ? application.ended.toLowerCase(Locale.ROOT)
                : application.link == null ? "disconnected" : "running";
        return new ApplicationView(
                application.id,
                application.facts.getName(),
                application.facts.getUser(),
                application.facts.getQueue(),
                state,
                waiting,
                workers,
                memoryMb,
                cores,
                application.facts.getStarted(),
                notes(application));
    }

    private static String notes(Application application) {
        if (application.braked) {
            return "too many launches have failed: its requests wait";
        }
        return application.hasEnough() || application.hasEnded()
                ? application.diagnostics
                : "waits for room for " + application.facts.getLeastWorkers() + " workers together";
    }

    private List<WorkerView> workerViews() {
        List<WorkerView> views = new ArrayList<>(ends.remembered());
        for (Container container : containers.all()) {
            if (container.stage != Container.Stage.WAITING) {
                views.add(view(container, stateOf(container), ""));
            }
        }
        return views;
    }

    private static String stateOf(Container container) {
        if (container.stop != null) {
            return "stopping";
        }
        return switch (container.stage) {
            case WAITING, PLACED, LAUNCHED -> "placed";
            default -> container.stage.name().toLowerCase(Locale.ROOT);
        };
    }

    static WorkerView view(Container container, String state, String exit) {
        return new WorkerView(
                container.id.application(),
                container.id.worker(),
                container.group,
                container.node.name,
                container.node.host,
                state,
                container.amount.memoryMb(),
                container.amount.cores(),
                container.pid,
                container.memoryMb,
                container.logFile,
                exit);
    }
}
