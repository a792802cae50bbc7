package io.mr3.am;

import io.mr3.am.dag.DagIntake;
import io.mr3.am.group.DagQueue;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A DAG from its acceptance to its end; on the sessions' mailbox but for {@link #changed}. */
final class AcceptedDag {
    private final Session session;
    private final DagIntake.Intake intake;
    private final DagQueue queue;
    private final long submittedMillis;
    private final CompletableFuture<DagReport> ended = new CompletableFuture<>();
    private DagStarter.RunningDag handle;
    /** What its client was told last. */
    private volatile DagStatus latest;

    AcceptedDag(Session session, DagIntake.Intake intake, DagQueue queue, long submittedMillis) {
        this.session = session;
        this.intake = intake;
        this.queue = queue;
        this.submittedMillis = submittedMillis;
        this.latest = status().build();
    }

    DagId id() {
        return intake.plan().id();
    }

    Session session() {
        return session;
    }

    /** The one that it is in, whatever it asked for. */
    DagQueue queue() {
        return queue;
    }

    DagIntake.Intake intake() {
        return intake;
    }

    /** Tells the client that others run first. */
    void queued(String why) {
        push(status().setWaiting(why).build());
    }

    void run(DagStarter starter, Consumer<DagStatus> listener) {
        handle = starter.start(intake, listener);
    }

    void kill(String reason) {
        handle.kill(reason);
    }

    void killedInQueue(String reason, long wallMillis) {
        push(status().setState(DagStateProto.DAG_KILLED)
                .addDiagnostics(reason)
                .setFinishedMs(wallMillis)
                .build());
    }

    /** Its status has changed; on the DAG's own mailbox. */
    void changed(DagStatus status) {
        push(status);
    }

    boolean hasEnded() {
        return isFinal(latest);
    }

    static boolean isFinal(DagStatus status) {
        return status.getState().getNumber() >= DagStateProto.DAG_SUCCEEDED_VALUE;
    }

    /** Completes when it has ended and left the DAGs that run. */
    CompletableFuture<DagReport> ended() {
        return ended;
    }

    /** Its last report; tells those who wait for it. */
    DagReport finish() {
        DagReport last = report(false);
        ended.complete(last);
        return last;
    }

    DagReport report(boolean queued) {
        DagStatus.Builder status = latest.toBuilder().clearCounters();
        status.getVerticesBuilderList().forEach(vertex -> vertex.clearCounters());
        if (status.getSubmittedMs() == 0) {
            status.setSubmittedMs(submittedMillis);
        }
        return DagReport.newBuilder()
                .setSession(session.app().toString())
                .setSessionName(session.name())
                .setUser(intake.plan().user())
                .setQueued(queued)
                .setQueue(queue.name())
                .setStatus(status)
                .build();
    }

    private DagStatus.Builder status() {
        return DagStatus.newBuilder()
                .setDagId(id().toString())
                .setName(intake.plan().name())
                .setSubmittedMs(submittedMillis);
    }

    private void push(DagStatus status) {
        latest = status;
        session.push(status);
    }
}
