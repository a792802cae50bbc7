package io.mr3.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.mr3.am.VirtualSessions;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagRunner;
import io.mr3.am.dag.FakePlugins;
import io.mr3.am.dag.PlanBuilder;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.BrokerSettings;
import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.am.group.DagQueues;
import io.mr3.am.group.Heartbeats;
import io.mr3.am.group.WorkerHistory;
import io.mr3.am.group.WorkerKind;
import io.mr3.am.group.WorkerNumbers;
import io.mr3.am.group.WorkerProgram;
import io.mr3.am.group.WorkerService;
import io.mr3.am.group.WorkerSize;
import io.mr3.am.group.WorkerUse;
import io.mr3.am.lease.GroupScope;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.rm.LaunchSpec;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.rpc.proto.SubmitDag;
import io.mr3.rpc.proto.ToAm;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many large DAGs at once, in the heap of one gigabyte that tests have. */
class ManyTasksTest {
    private static final int SLOTS = 16;
    private static final LaunchSpec LAUNCH =
            new LaunchSpec(List.of("java"), Map.of(), Map.of(), new Resources(1, 1), List.of(), false);

    private static final WorkerHistory NO_WORKER_HISTORY = new WorkerHistory() {
        @Override
        public void workerReady(WorkerRef worker, long pid, long wallMillis) {}

        @Override
        public void workerGone(WorkerRef worker, boolean lost, String reason, long wallMillis) {}
    };

    private final VirtualMailboxes world = new VirtualMailboxes(1);
    private final WorkerService service = new WorkerService();
    private final Map<String, DagStatus> last = new HashMap<>();
    private InstantCluster cluster;
    private ContainerGroup group;
    private int running;
    private int mostRunning;

    private void run(int dags, int tasks, int maxRunning) {
        ContainerBroker broker = new ContainerBroker(
                world,
                mailbox -> cluster = new InstantCluster(world, mailbox, service, SLOTS),
                service,
                BrokerSettings.defaults(),
                (reason, forGood) -> {});
        ContainerGroupSpec spec = new ContainerGroupSpec(
                "default",
                GroupScope.OPEN,
                new WorkerSize(SLOTS, 1024, 1, 0.8, 256, 0),
                WorkerUse.SHARED,
                new WorkerNumbers(0, 4, Duration.ofMinutes(1)),
                new Heartbeats(Duration.ofSeconds(5), Duration.ofSeconds(60)),
                WorkerProgram.PLAIN,
                List.of());
        group = new ContainerGroup(spec, List.of(), DagQueues.individual(), world, broker, NO_WORKER_HISTORY);
        broker.add(group, WorkerKind.of(group.spec(), ""), worker -> LAUNCH);
        broker.start();
        group.start();
        VirtualSessions sessions = new VirtualSessions(
                world, (id, session, plan) -> intake(id, tasks), this::start, DagQueues.individual(), maxRunning);
        ConnectionHandler<ToAm> client = sessions.service().accept(new Client(), "client");
        client.received(ToAm.newBuilder()
                .setOpen(OpenSession.newBuilder()
                        .setAppId(new AppId(1, 1).toString())
                        .setUser("joe"))
                .build());
        for (int i = 1; i <= dags; i++) {
            client.received(ToAm.newBuilder()
                    .setSubmit(SubmitDag.newBuilder().setRequest(i).setPlan(ByteString.copyFromUtf8("plan")))
                    .build());
        }
        world.runUntil(
                () -> last.size() == dags && last.values().stream().allMatch(Query::isFinal), Duration.ofDays(1));
        last.values().forEach(status -> assertEquals(DagStateProto.DAG_SUCCEEDED, status.getState()));
        assertEquals(dags * tasks, cluster.launched());
        assertTrue(mostRunning <= maxRunning, mostRunning + " DAGs ran at once");
    }

    /** A large vertex and a small one that reads all of it. */
    private static DagIntake.Intake intake(DagId id, int tasks) {
        DagPlan plan = new PlanBuilder()
                .id(id)
                .vertex("map", tasks - 10)
                .vertex("reduce", 10)
                .shuffle("map", "reduce")
                .build();
        return new DagIntake.Intake(plan, new FakePlugins(plan), SessionFiles.NONE);
    }

    private Consumer<String> start(DagIntake.Intake intake, Consumer<DagStatus> listener) {
        mostRunning = Math.max(mostRunning, ++running);
        DagRunner runner = DagRunner.start(
                intake.plan(),
                intake.plugins(),
                group,
                world,
                status -> {
                    running -= Query.isFinal(status) ? 1 : 0;
                    listener.accept(status);
                },
                new NoHistory());
        return runner::kill;
    }

    /** Keeps the latest status of each DAG. */
    private final class Client implements Connection {
        @Override
        public void send(MessageLite message) {
            FromAm said = (FromAm) message;
            if (said.hasStatus()) {
                last.put(said.getStatus().getDagId(), said.getStatus());
            }
        }

        @Override
        public void close(String reason) {}

        @Override
        public String peer() {
            return "client";
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    }

    @Test
    void noMoreDagsRunThanAreAllowed() {
        run(64, 200, 8);
        assertEquals(8, mostRunning);
    }

    @Test
    @Tag("full")
    void sixtyFourDagsOfTenThousandTasksFitIntoAGigabyte() {
        run(64, 10_000, 128);
        assertEquals(64, mostRunning);
    }
}
