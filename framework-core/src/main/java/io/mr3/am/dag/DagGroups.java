package io.mr3.am.dag;

import io.mr3.am.lease.GroupCapacity;
import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.PluginMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ContainerGroups of one DAG, which to the DAG look like one: what concerns a vertex goes to the vertex's group, what
 * concerns a worker to the group that named the worker first. Keeps no state but the way to each worker.
 */
public final class DagGroups implements TaskSlots {
    private final List<TaskSlots> groups;
    private final List<TaskSlots> ofVertex;
    /** Written on the mailboxes of the groups, before the DAG hears of a worker; read on the DAG's. */
    private final Map<WorkerId, TaskSlots> ofWorker = new ConcurrentHashMap<>();

    /** @param byName a group for each name in the plan; plug-ins of the DAG run in workers of the first */
    public DagGroups(DagPlan plan, Map<String, ? extends TaskSlots> byName) {
        this.groups = List.copyOf(byName.values());
        this.ofVertex = plan.vertices().stream()
                .<TaskSlots>map(vertex -> byName.get(vertex.group()))
                .toList();
    }

    private TaskSlots of(VertexId vertex) {
        return ofVertex.get(vertex.index());
    }

    @Override
    public void join(DagId dag, String queue, SlotHolder holder) {
        List<Ear> ears = new ArrayList<>();
        groups.forEach(group -> ears.add(new Ear(group, holder, ears)));
        ears.forEach(ear -> ear.group.join(dag, queue, ear));
    }

    @Override
    public void leave(DagId dag) {
        groups.forEach(group -> group.leave(dag));
    }

    @Override
    public void request(SlotRequest request) {
        of(request.attempt().vertex()).request(request);
    }

    @Override
    public void inputsReady(AttemptId attempt) {
        of(attempt.vertex()).inputsReady(attempt);
    }

    @Override
    public void inputsLost(AttemptId attempt) {
        of(attempt.vertex()).inputsLost(attempt);
    }

    @Override
    public void cancel(AttemptId attempt) {
        of(attempt.vertex()).cancel(attempt);
    }

    @Override
    public void hostPlugins(DagId dag) {
        groups.get(0).hostPlugins(dag);
    }

    @Override
    public void send(DagId dag, WorkerId worker, List<Order> orders) {
        TaskSlots group = ofWorker.get(worker);
        if (group != null) {
            group.send(dag, worker, orders);
        }
    }

    @Override
    public GroupCapacity capacity(VertexId vertex) {
        return of(vertex).capacity(vertex);
    }

    /** Hears one group for the DAG; on that group's mailbox. */
    private final class Ear implements SlotHolder {
        private final TaskSlots group;
        private final SlotHolder holder;
        private final List<Ear> all;
        private volatile String waiting = "";

        private Ear(TaskSlots group, SlotHolder holder, List<Ear> all) {
            this.group = group;
            this.holder = holder;
            this.all = all;
        }

        @Override
        public void placed(AttemptId attempt, WorkerRef worker) {
            ofWorker.putIfAbsent(worker.id(), group);
            holder.placed(attempt, worker);
        }

        @Override
        public void pluginsPlaced(WorkerRef worker) {
            ofWorker.putIfAbsent(worker.id(), group);
            holder.pluginsPlaced(worker);
        }

        @Override
        public void ended(AttemptId attempt, LeaseEnd end) {
            holder.ended(attempt, end);
        }

        @Override
        public void reported(AttemptId attempt, AttemptReport report) {
            holder.reported(attempt, report);
        }

        @Override
        public void commitAsked(AttemptId attempt) {
            holder.commitAsked(attempt);
        }

        @Override
        public void pluginsReported(WorkerRef worker, PluginMessage message) {
            holder.pluginsReported(worker, message);
        }

        @Override
        public void workerLost(WorkerRef worker, String reason) {
            holder.workerLost(worker, reason);
        }

        /** The DAG waits as long as it does in one of its groups. */
        @Override
        public void waiting(String reason) {
            waiting = reason;
            holder.waiting(all.stream()
                    .map(ear -> ear.waiting)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse(""));
        }

        @Override
        public void unavailable(String reason) {
            holder.unavailable(reason);
        }
    }
}
