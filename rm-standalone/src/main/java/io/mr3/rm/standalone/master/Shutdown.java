package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Reset;
import io.mr3.rm.standalone.proto.ShutdownRequest;
import io.mr3.rm.standalone.proto.ToApplication;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The end that an operator has asked for: with all workers, or with the master alone. On the master's mailbox alone. */
final class Shutdown {
    /** Beyond the grace of workers, for agents to report their ends. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final MasterContext context;
    private final Nodes nodes;
    private final Applications applications;
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    private boolean begun;
    private boolean withWorkers;
    private long began;

    Shutdown(MasterContext context, Nodes nodes, Applications applications) {
        this.context = context;
        this.nodes = nodes;
        this.applications = applications;
    }

    /** Completed, with the reason, when nothing is left to do but to end the process. */
    CompletableFuture<String> stopped() {
        return stopped;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Begins to end; a second time it may go further than the first. Returns what is done, in one line. */
    String begin(boolean workers) {
        begun = true;
        began = context.now();
        withWorkers |= workers;
        if (workers) {
            ShutdownRequest request = ShutdownRequest.newBuilder()
                    .setReason("the cluster is stopped")
                    .build();
            applications.all().stream()
                    .filter(application -> application.link != null && application.welcomed)
                    .forEach(application ->
                            application.link.send(ToApplication.newBuilder().setShutdown(request)));
            nodes.all().forEach(node -> context.outbox()
                    .order(
                            node,
                            AgentOrder.newBuilder().setReset(Reset.newBuilder().setReason("the cluster is stopped"))));
        }
        return workers ? "the master ends when all workers have ended" : "the master ends; workers run on";
    }

    /** Looks whether all is done; at the end of each turn. */
    void look() {
        if (!begun || stopped.isDone()) {
            return;
        }
        boolean over = context.isOver(began, context.settings().stopGrace().plus(MARGIN));
        boolean empty = nodes.all().stream().allMatch(node -> !node.isConnected() || node.containers.isEmpty());
        if (!withWorkers || empty || over) {
            context.journal().whenDurable(() -> stopped.complete("an operator has stopped the cluster"));
        }
    }
}
