package io.mr3.am.group;

import io.mr3.am.lease.GroupCapacity;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.SlotRequest;
import io.mr3.am.lease.TaskSlots;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.daemon.DaemonSpec;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.AllocatedContainer;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.FromWorker;
import io.mr3.rpc.proto.Order;
import java.util.List;

/**
 * Workers of one kind, and the attempts of all DAGs that share them. Public methods only post to the group's mailbox,
 * from any thread; {@link GroupTurns} handles what is posted.
 */
public final class ContainerGroup implements TaskSlots {
    private final ContainerGroupSpec spec;
    private final Mailbox mailbox;
    private final GroupTurns turns;
    private final WorkerChannel.Ear ear = new PostedReports();

    /**
     * A group without workers; {@link #start} it after it was added to the broker.
     *
     * @param daemons that run in its workers, in the order in which they start
     * @param queues how its DAGs share its slots
     * @param broker gets its workers
     * @param history told of its workers
     */
    public ContainerGroup(
            ContainerGroupSpec spec,
            List<DaemonSpec> daemons,
            DagQueues queues,
            Mailboxes mailboxes,
            ContainerBroker broker,
            WorkerHistory history) {
        this(spec, daemons, queues, mailboxes, (WorkerSupply) broker, history);
    }

    ContainerGroup(
            ContainerGroupSpec spec,
            List<DaemonSpec> daemons,
            DagQueues queues,
            Mailboxes mailboxes,
            WorkerSupply supply,
            WorkerHistory history) {
        this.spec = spec;
        this.turns = new GroupTurns(spec, daemons, queues, mailboxes, supply, history);
        this.mailbox = mailboxes.create("group-" + spec.name(), turns);
        turns.attach(mailbox, ear);
    }

    /** The name in its specification. */
    public String name() {
        return spec.name();
    }

    /** What its workers have in common. */
    public ContainerGroupSpec spec() {
        return spec;
    }

    /** Begins to keep as many workers as it needs. */
    public void start() {
        mailbox.post(turns::start);
    }

    /** Sends all workers away and takes nobody in; DAGs that are left are told that there will be no workers. */
    public void stop(String reason) {
        mailbox.post(() -> turns.stop(reason));
    }

    /** The latest published state; from any thread. */
    public GroupStatus status() {
        return turns.status();
    }

    @Override
    public GroupCapacity capacity(VertexId vertex) {
        return turns.capacity();
    }

    @Override
    public void join(DagId dag, String queue, SlotHolder holder) {
        mailbox.post(() -> turns.join(dag, queue, holder));
    }

    @Override
    public void leave(DagId dag) {
        mailbox.post(() -> turns.leave(dag));
    }

    @Override
    public void request(SlotRequest request) {
        mailbox.post(() -> turns.request(request));
    }

    @Override
    public void inputsReady(AttemptId attempt) {
        mailbox.post(() -> turns.inputsReady(attempt));
    }

    @Override
    public void inputsLost(AttemptId attempt) {
        mailbox.post(() -> turns.inputsLost(attempt));
    }

    @Override
    public void cancel(AttemptId attempt) {
        mailbox.post(() -> turns.cancel(attempt));
    }

    @Override
    public void hostPlugins(DagId dag) {
        mailbox.post(() -> turns.hostPlugins(dag));
    }

    @Override
    public void send(DagId dag, WorkerId worker, List<Order> orders) {
        List<Order> copy = List.copyOf(orders);
        mailbox.post(() -> turns.send(dag, worker, copy));
    }

    /** The broker's way in. */
    WorkerEvents workerEvents() {
        return new PostedWorkerEvents();
    }

    /** The workers' way in. */
    WorkerIntake workerIntake() {
        return (worker, connection) -> new Line(new WorkerChannel(worker, connection, ear));
    }

    private final class PostedWorkerEvents implements WorkerEvents {
        @Override
        public void requested(WorkerId worker) {
            mailbox.post(() -> turns.tracker().requested(worker));
        }

        @Override
        public void started(WorkerId worker, AllocatedContainer container) {
            mailbox.post(() -> turns.tracker().started(worker, container));
        }

        @Override
        public void draining(WorkerId worker, String reason) {
            mailbox.post(() -> turns.tracker().draining(worker, reason));
        }

        @Override
        public void ended(WorkerId worker, String reason) {
            mailbox.post(() -> turns.tracker().ended(worker, reason));
        }

        @Override
        public void startsFail(StartTrouble trouble) {
            mailbox.post(() -> turns.startsFail(trouble));
        }

        @Override
        public void nodes(int count) {
            mailbox.post(() -> turns.nodes(count));
        }

        @Override
        public void shortage(boolean isShort) {
            mailbox.post(() -> turns.shortage(isShort));
        }

        @Override
        public void letGo(Relief.Move move) {
            mailbox.post(() -> turns.letGo(move));
        }

        @Override
        public void adopt(HandedOver worker) {
            mailbox.post(() -> turns.adopt(worker));
        }

        @Override
        public void forwarded(DagId dag, SlotHolder holder, WorkerId worker, List<Order> orders) {
            mailbox.post(() -> turns.forwarded(dag, holder, worker, orders));
        }

        @Override
        public void left(DagId dag) {
            mailbox.post(() -> turns.leave(dag));
        }
    }

    /** Hands what workers say to the mailbox. */
    private final class PostedReports implements WorkerChannel.Ear {
        @Override
        public void received(WorkerChannel channel, FromWorker message) {
            mailbox.post(() -> turns.tracker().received(channel, message));
        }

        @Override
        public void closed(WorkerChannel channel, String reason) {
            mailbox.post(() -> turns.tracker().closed(channel, reason));
        }
    }

    /** What one connection brings, for the group that has the worker at that moment. */
    private record Line(WorkerChannel channel) implements ConnectionHandler<FromWorker> {
        @Override
        public void received(FromWorker message) {
            channel.ear().received(channel, message);
        }

        @Override
        public void closed(String reason) {
            channel.ear().closed(channel, reason);
        }
    }
}
