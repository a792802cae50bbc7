package io.mr3.simulation;

import com.google.protobuf.ByteString;
import io.mr3.am.group.WorkerService;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.Registration;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.ToWorker;
import io.mr3.testkit.VirtualMailboxes;
import io.mr3.worker.AttemptListener;
import io.mr3.worker.HostedDag;
import io.mr3.worker.RunningAttempt;
import io.mr3.worker.TaskHost;
import io.mr3.worker.VirtualWorker;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A resource manager of real workers in virtual time, on which every attempt succeeds at once. */
final class InstantCluster implements ResourceManagerDriver {
    private final VirtualMailboxes world;
    private final Mailbox broker;
    private final Mailbox network;
    private final WorkerService service;
    private final int slots;
    private final Misfortunes luck = new Misfortunes(new Random(1), 0, 0);
    private final Map<WorkerId, VirtualWorker> workers = new HashMap<>();
    private ResourceManagerEvents events;
    private int launched;

    InstantCluster(VirtualMailboxes world, Mailbox broker, WorkerService service, int slots) {
        this.world = world;
        this.broker = broker;
        this.service = service;
        this.slots = slots;
        network = world.create("network", new SimulatedProcess.SilentOwner());
    }

    /** Attempts so far. */
    int launched() {
        return launched;
    }

    @Override
    public CompletionStage<Registration> start(ResourceManagerEvents listener) {
        events = listener;
        return CompletableFuture.completedFuture(
                new Registration("app", new Resources(9999, 99), 99, EnumSet.allOf(Capability.class)));
    }

    @Override
    public void request(ContainerRequest request) {
        broker.post(() -> {
            WorkerId id = request.worker();
            VirtualWorker worker = new VirtualWorker(id, "host", slots, world, new Host());
            workers.put(id, worker);
            Wire<FromWorker, ToWorker> wire = new Wire<>(network, luck, ToWorker.parser(), new Wire.FarEnd<>() {
                @Override
                public void received(ToWorker message) {
                    worker.received(message);
                }

                @Override
                public void closed(String reason) {
                    worker.disconnected(reason);
                }
            });
            wire.connect(service, id.toString());
            worker.connected(wire::say, wire::hangUp);
            worker.ended()
                    .thenAccept(reason -> broker.post(
                            () -> events.ended(id, ContainerExit.of(ContainerExit.Cause.COMPLETED, reason))));
            events.started(id, new AllocatedContainer("c-" + id, "host", "", new Resources(1, 1), ""));
        });
    }

    @Override
    public void cancel(WorkerId worker) {}

    @Override
    public void release(WorkerId worker) {}

    @Override
    public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    private final class Host implements TaskHost {
        @Override
        public HostedDag registerDag(
                DagId dag, RegisterDag order, List<Path> localDirs, Map<String, ByteString> daemons) {
            return new InstantDag();
        }

        @Override
        public void close() {}
    }

    private final class InstantDag implements HostedDag {
        @Override
        public byte[] shuffleSecret() {
            return new byte[1];
        }

        @Override
        public void registerVertex(VertexId vertex, RegisterVertex order) {}

        @Override
        public RunningAttempt launch(AttemptId attempt, Launch order, List<Path> localDirs, AttemptListener listener) {
            launched++;
            listener.report(AttemptReport.newBuilder()
                    .setAttemptId(attempt.toString())
                    .setEnd(AttemptEnd.newBuilder().setOutcome(AttemptEnd.Outcome.SUCCEEDED))
                    .build());
            return new InstantAttempt();
        }

        @Override
        public void aboutPlugins(ByteString message, Consumer<ByteString> answers) {}

        @Override
        public void ended() {}
    }

    private static final class InstantAttempt implements RunningAttempt {
        @Override
        public void deliver(List<RoutedEvent> events) {}

        @Override
        public void answerCommit(boolean granted) {}

        @Override
        public void kill(String reason) {}

        @Override
        public Optional<AttemptEnd> announcedEnd() {
            return Optional.empty();
        }

        @Override
        public Optional<AttemptEnd> endOfProcess() {
            return Optional.empty();
        }

        @Override
        public String stacks() {
            return "";
        }
    }
}
