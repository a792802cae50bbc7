package io.mr3.am.group;

import io.mr3.am.lease.GroupScope;
import io.mr3.am.lease.SlotRequest;
import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.daemon.DaemonSpec;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A group between a supply that only remembers, workers that only do what the test says, and DAGs that only remember.
 */
final class GroupFixture {
    static final int SLOT_MB = 1000;

    final VirtualMailboxes world = new VirtualMailboxes(1);
    final RecordedSupply supply = new RecordedSupply();
    final RecordedWorkers history = new RecordedWorkers();
    final ContainerGroup group;
    final Map<WorkerId, TestWorker> workers = new LinkedHashMap<>();

    GroupFixture(int slots, int maxWorkers) {
        this(spec(slots, 0, maxWorkers));
    }

    GroupFixture(int slots, int maxWorkers, DagQueues queues) {
        this(spec(slots, 0, maxWorkers), queues);
    }

    GroupFixture(ContainerGroupSpec spec, DaemonSpec... daemons) {
        this(spec, DagQueues.individual(), daemons);
    }

    private GroupFixture(ContainerGroupSpec spec, DagQueues queues, DaemonSpec... daemons) {
        group = new ContainerGroup(spec, List.of(daemons), queues, world, supply, history);
        group.start();
        world.settle();
    }

    static ContainerGroupSpec spec(int slots, int minWorkers, int maxWorkers) {
        return new ContainerGroupSpec(
                "default",
                GroupScope.OPEN,
                new WorkerSize(slots, SLOT_MB, 1, 0.8, 256, 0),
                WorkerUse.SHARED,
                new WorkerNumbers(minWorkers, maxWorkers, Duration.ofMinutes(5)),
                new Heartbeats(Duration.ofSeconds(1), Duration.ofSeconds(30)),
                WorkerProgram.PLAIN,
                List.of());
    }

    static ContainerGroupSpec spec(int slots, int maxWorkers, WorkerUse use) {
        ContainerGroupSpec plain = spec(slots, 0, maxWorkers);
        return new ContainerGroupSpec(
                plain.name(),
                plain.scope(),
                plain.size(),
                use,
                plain.numbers(),
                plain.heartbeats(),
                plain.program(),
                plain.locations());
    }

    static DagId dag(int number) {
        return new DagId(new AppId(1, 1), number);
    }

    static AttemptId attempt(int dag, int vertex, int task) {
        return new AttemptId(new TaskId(new VertexId(dag(dag), vertex), task), 0);
    }

    /** A ready attempt of one slot; its vertex is its priority. */
    static SlotRequest ready(AttemptId attempt, String... locations) {
        return request(attempt, 1, false, false, locations);
    }

    static SlotRequest consumer(AttemptId attempt) {
        return request(attempt, 1, true, false);
    }

    static SlotRequest rerun(AttemptId attempt) {
        return request(attempt, 1, false, true);
    }

    static SlotRequest request(
            AttemptId attempt, int slots, boolean waitsForInputs, boolean rerun, String... locations) {
        return new SlotRequest(
                attempt,
                new Resources(slots * SLOT_MB, 1),
                attempt.vertex().index(),
                waitsForInputs,
                rerun,
                false,
                List.of(locations));
    }

    /** A ready attempt that wants a worker for itself. */
    static SlotRequest alone(AttemptId attempt) {
        return new SlotRequest(
                attempt, new Resources(SLOT_MB, 1), attempt.vertex().index(), false, false, true, List.of());
    }

    RecordedDag join(int number) {
        return join(number, DagQueue.DEFAULT);
    }

    RecordedDag join(int number, String queue) {
        RecordedDag dag = new RecordedDag();
        group.join(dag(number), queue, dag);
        world.settle();
        return dag;
    }

    /** Asks for a slot and lets the group decide. */
    void ask(SlotRequest... requests) {
        for (SlotRequest request : requests) {
            group.request(request);
        }
        world.settle();
    }

    void launch(AttemptId attempt, TestWorker worker) {
        group.send(attempt.dag(), worker.id(), List.of(launchOrder(attempt)));
        world.settle();
    }

    static Order launchOrder(AttemptId attempt) {
        return Order.newBuilder()
                .setLaunch(Launch.newBuilder().setAttemptId(attempt.toString()))
                .build();
    }

    /** A worker that has been requested and granted, but has not connected. */
    TestWorker granted(int number, String host, String rack) {
        WorkerId id = new WorkerId(number);
        group.workerEvents().requested(id);
        group.workerEvents().started(id, new AllocatedContainer("c" + number, host, rack, new Resources(1, 1), "log"));
        TestWorker worker = new TestWorker(id, host, group.workerIntake());
        workers.put(id, worker);
        world.settle();
        return worker;
    }

    /** A worker in service. */
    TestWorker worker(int number, String host, String rack) {
        TestWorker worker = granted(number, host, rack);
        worker.register();
        world.settle();
        return worker;
    }

    TestWorker worker(int number) {
        return worker(number, "host" + number, "");
    }
}
