package io.mr3.am.dag;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.SlotHolder;
import io.mr3.am.lease.TaskSlots;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.PluginMessage;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs one DAG on a mailbox of its own. All methods only post a message; from any thread. */
public final class DagRunner {
    private final Dag dag;
    private final AtomicReference<DagStatus> status;

    private DagRunner(
            DagPlan plan,
            PluginHost plugins,
            TaskSlots slots,
            Mailboxes mailboxes,
            Consumer<DagStatus> listener,
            DagHistory history) {
        Owner owner = new Owner();
        Mailbox mailbox = mailboxes.create(plan.id().toString(), owner);
        status = new AtomicReference<>();
        dag = new Dag(
                plan,
                plugins,
                slots,
                mailbox,
                mailboxes.io(),
                changed -> {
                    status.set(changed);
                    listener.accept(changed);
                },
                history);
        status.set(dag.published());
        owner.dag = dag;
    }

    /**
     * Starts a DAG.
     *
     * @param plugins closed on an I/O thread when the DAG has ended
     * @param slots joined and left by this DAG
     * @param listener hears of each change of the status, at most once per turn, on the DAG's mailbox; must not block. The
     *     last status is the only one in a final state; the DAG ends in every case
     */
    public static DagRunner start(
            DagPlan plan,
            PluginHost plugins,
            TaskSlots slots,
            Mailboxes mailboxes,
            Consumer<DagStatus> listener,
            DagHistory history) {
        DagRunner runner = new DagRunner(plan, plugins, slots, mailboxes, listener, history);
        slots.join(plan.id(), plan.queue(), runner.new Holder());
        runner.post(d -> d.handle(new DagEvent.Start()));
        return runner;
    }

    /** Ends the DAG as killed, with {@code reason} as its diagnostics; harmless if it has ended. */
    public void kill(String reason) {
        post(d -> d.handle(new DagEvent.Kill(reason)));
    }

    /** Ends the DAG as failed, with {@code reason} as its diagnostics; harmless if it has ended. */
    public void fail(String reason) {
        post(d -> d.handle(new DagEvent.Fail(List.of(reason))));
    }

    /** The latest published status; stays readable when the DAG has ended. */
    public DagStatus status() {
        return status.get();
    }

    private void post(Consumer<Dag> message) {
        dag.agenda().post(() -> message.accept(dag));
    }

    private static final class Owner implements Mailboxes.Owner {
        private Dag dag;

        @Override
        public void endOfTurn() {
            dag.endOfTurn();
        }

        @Override
        public void failed(Throwable cause) {
            dag.failed(cause);
        }
    }

    /** What the group tells, as messages. */
    private final class Holder implements SlotHolder {
        @Override
        public void placed(AttemptId attempt, WorkerRef worker) {
            post(d -> d.placed(attempt, worker));
        }

        @Override
        public void ended(AttemptId attempt, LeaseEnd end) {
            post(d -> d.leaseEnded(attempt, end));
        }

        @Override
        public void reported(AttemptId attempt, AttemptReport report) {
            post(d -> d.reported(attempt, report));
        }

        @Override
        public void commitAsked(AttemptId attempt) {
            post(d -> d.commitAsked(attempt));
        }

        @Override
        public void pluginsPlaced(WorkerRef worker) {
            post(d -> d.pluginsPlaced(worker));
        }

        @Override
        public void pluginsReported(WorkerRef worker, PluginMessage message) {
            post(d -> d.pluginsReported(worker, message));
        }

        @Override
        public void workerLost(WorkerRef worker, String reason) {
            post(d -> d.workerLost(worker, reason));
        }

        @Override
        public void waiting(String reason) {
            post(d -> d.waits(reason));
        }

        @Override
        public void unavailable(String reason) {
            fail(reason);
        }
    }
}
