package io.mr3.am;

import io.mr3.am.dag.DagIntake;
import io.mr3.am.group.DagQueues;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rpc.Service;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.DagsReport;
import io.mr3.rpc.proto.ToAm;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The real sessions of a DAGAppMaster, for tests elsewhere that run its DAGs. */
public final class VirtualSessions {
    /** Runs DAGs. */
    public interface Starter {
        /** @return kills the DAG, with a reason */
        Consumer<String> start(DagIntake.Intake intake, Consumer<DagStatus> listener);
    }

    private final Sessions sessions;

    /** @param maxRunning DAGs that run at once */
    public VirtualSessions(Mailboxes mailboxes, DagIntake intake, Starter starter, DagQueues queues, int maxRunning) {
        sessions = new Sessions(
                mailboxes,
                intake,
                (read, listener) -> starter.start(read, listener)::accept,
                (plan, at) -> {},
                queues,
                maxRunning,
                1);
    }

    public Service<ToAm> service() {
        return sessions;
    }

    public CompletableFuture<DagsReport> report() {
        return sessions.report().toCompletableFuture();
    }
}
