package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost.PluginLine;
import io.mr3.am.dag.PluginHost.RemotePlugins;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.PluginMessage;

/**
 * The worker that runs plug-ins of a DAG whose classes the master must not load; another one when it is lost. On the DAG's
 * mailbox.
 */
final class PluginWorker implements PluginLine {
    private final DagId dag;
    private final RemotePlugins plugins;
    private final TaskSlots slots;
    private final WorkerOrders orders;
    private final Agenda agenda;
    private WorkerRef worker;

    /** @param plugins null if all plug-ins run in the master */
    PluginWorker(DagId dag, RemotePlugins plugins, TaskSlots slots, WorkerOrders orders, Agenda agenda) {
        this.dag = dag;
        this.plugins = plugins;
        this.slots = slots;
        this.orders = orders;
        this.agenda = agenda;
    }

    /** Before the first plug-in is made. */
    void start() {
        if (plugins != null) {
            plugins.connect(this);
            slots.hostPlugins(dag);
        }
    }

    void placed(WorkerRef place) {
        worker = place;
        plugins.workerReady();
    }

    void reported(WorkerRef from, PluginMessage message) {
        if (worker == null || !worker.id().equals(from.id())) {
            return;
        }
        if (message.getRefusal().isEmpty()) {
            plugins.heard(message.getPayload());
        } else {
            plugins.refused(message.getRefusal());
        }
    }

    void workerLost(WorkerRef lost, String reason) {
        if (worker != null && worker.id().equals(lost.id())) {
            worker = null;
            plugins.workerLost(lost.location() + " is lost: " + reason);
            slots.hostPlugins(dag);
        }
    }

    @Override
    public void post(Runnable step) {
        agenda.post(step);
    }

    @Override
    public void say(ByteString message) {
        if (worker != null) {
            orders.aboutPlugins(worker.id(), message);
        }
    }
}
