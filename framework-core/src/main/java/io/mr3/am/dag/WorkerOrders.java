package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.TaskSlots;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.CommitAnswer;
import io.mr3.rpc.proto.Kill;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Orders of one DAG to its workers, gathered during a turn; remembers what each worker already knows. */
final class WorkerOrders {
    private final DagId dag;
    private final TaskSlots slots;
    private final Supplier<RegisterDag> registration;
    private final Map<WorkerId, Set<String>> known = new HashMap<>();
    private final Map<WorkerId, List<Order>> pending = new LinkedHashMap<>();

    /** @param registration what a worker must know of the DAG; asked once per worker */
    WorkerOrders(DagId dag, TaskSlots slots, Supplier<RegisterDag> registration) {
        this.dag = dag;
        this.slots = slots;
        this.registration = registration;
    }

    /** Tells a worker of the DAG and of a vertex, unless it knows them; before anything of that vertex goes there. */
    void introduce(WorkerId worker, RegisterVertex vertex) {
        if (knownTo(worker).add(vertex.getVertexId())) {
            add(worker, Order.newBuilder().setRegisterVertex(vertex).build());
        }
    }

    void launch(WorkerId worker, Launch launch) {
        add(worker, Order.newBuilder().setLaunch(launch).build());
    }

    /** Says something about plug-ins that run in the worker. */
    void aboutPlugins(WorkerId worker, ByteString payload) {
        knownTo(worker);
        PluginMessage message = PluginMessage.newBuilder()
                .setDagId(dag.toString())
                .setPayload(payload)
                .build();
        add(worker, Order.newBuilder().setPlugin(message).build());
    }

    /** The vertices that the worker knows; from now on it knows the DAG. */
    private Set<String> knownTo(WorkerId worker) {
        Set<String> vertices = known.get(worker);
        if (vertices == null) {
            vertices = new HashSet<>();
            known.put(worker, vertices);
            add(worker, Order.newBuilder().setRegisterDag(registration.get()).build());
        }
        return vertices;
    }

    void kill(WorkerId worker, AttemptId attempt, String reason) {
        Kill kill = Kill.newBuilder()
                .setAttemptId(attempt.toString())
                .setReason(reason)
                .build();
        add(worker, Order.newBuilder().setKill(kill).build());
    }

    void answerCommit(WorkerId worker, AttemptId attempt, boolean granted) {
        CommitAnswer answer = CommitAnswer.newBuilder()
                .setAttemptId(attempt.toString())
                .setGranted(granted)
                .build();
        add(worker, Order.newBuilder().setCommitAnswer(answer).build());
    }

    void add(WorkerId worker, Order order) {
        pending.computeIfAbsent(worker, w -> new ArrayList<>()).add(order);
    }

    /** Sends what was gathered. */
    void flush() {
        pending.forEach((worker, orders) -> slots.send(dag, worker, orders));
        pending.clear();
    }
}
