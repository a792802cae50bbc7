package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.DumpThreads;
import io.mr3.rm.standalone.view.WorkerView;

/** Has workers print their threads, where whoever asks can read them. On the master's mailbox alone. */
final class ThreadDumps {
    private final MasterContext context;
    private final Containers containers;
    private final ContainerEnds ends;

    ThreadDumps(MasterContext context, Containers containers, ContainerEnds ends) {
        this.context = context;
        this.containers = containers;
        this.ends = ends;
    }

    /**
     * Tells the node agent of a worker.
     *
     * @return where its threads can be read in a moment, in one line
     * @throws IllegalArgumentException in one line, if it does not run or its agent cannot be told
     */
    String order(ContainerId id) {
        Container container = containers.find(id);
        if (container == null || !container.isAtLeast(Stage.RUNNING)) {
            throw new IllegalArgumentException("expected a worker that runs, " + name(id) + " " + what(id, container));
        }
        Node node = container.node;
        if (!node.isConnected()) {
            throw new IllegalArgumentException(name(id) + " is on " + node + ", which the master cannot reach now");
        }
        context.outbox()
                .order(
                        node,
                        AgentOrder.newBuilder()
                                .setDumpThreads(DumpThreads.newBuilder().setContainer(id.toMessage())));
        return name(id) + " prints its threads into " + container.logFile + " on host " + node.host
                + "; on the web page that is /logs/" + id.application() + "/" + id.worker();
    }

    private String what(ContainerId id, Container container) {
        if (container != null) {
            return "has not started yet";
        }
        return ends.remembered().stream().anyMatch(view -> isOf(view, id)) ? "has ended" : "is not known";
    }

    private static boolean isOf(WorkerView view, ContainerId id) {
        return view.worker() == id.worker() && view.application().equals(id.application());
    }

    private static String name(ContainerId id) {
        return "worker " + id.worker() + " of " + id.application();
    }
}
