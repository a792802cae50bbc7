package io.mr3.am;

import io.mr3.am.dag.DagHistory;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.group.WorkerHistory;
import io.mr3.am.history.Event;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import java.util.List;
import java.util.function.Consumer;

/** Turns what sessions, DAGs and ContainerGroups tell into events. */
record RecordedHistory(Consumer<Event> log) implements DagHistory, WorkerHistory, Sessions.Admissions {
    @Override
    public void dagAccepted(DagPlan plan, long wallMillis) {
        log.accept(new Event.DagSubmitted(
                plan.id(), plan.name(), plan.user(), plan.vertices().size(), wallMillis));
    }

    @Override
    public void dagStarted(DagId dag, long wallMillis) {
        log.accept(new Event.DagStarted(dag, wallMillis));
    }

    @Override
    public void attemptStarted(AttemptId attempt, String vertex, WorkerRef worker, long wallMillis) {
        log.accept(new Event.AttemptStarted(attempt, vertex, worker.id(), wallMillis));
    }

    @Override
    public void attemptEnded(
            AttemptId attempt, String vertex, WorkerRef worker, Outcome outcome, String diagnostics, Times times) {
        log.accept(new Event.AttemptEnded(
                attempt,
                vertex,
                worker.id(),
                outcome.name(),
                diagnostics,
                times.launched(),
                times.began(),
                times.done(),
                times.ended()));
    }

    @Override
    public void dagEnded(DagId dag, String state, String diagnostics, long wallMillis) {
        log.accept(new Event.DagEnded(dag, state, diagnostics, wallMillis));
    }

    @Override
    public void workerReady(WorkerRef worker, long pid, long wallMillis) {
        log.accept(
                new Event.WorkerReady(worker.id(), worker.group(), worker.host(), pid, worker.logFile(), wallMillis));
    }

    @Override
    public void workerMoved(WorkerRef worker, String from, long wallMillis) {
        log.accept(new Event.WorkerMoved(worker.id(), worker.group(), from, wallMillis));
    }

    @Override
    public void workerDisks(WorkerRef worker, List<String> bad, long wallMillis) {
        log.accept(new Event.WorkerDisks(worker.id(), worker.group(), bad, wallMillis));
    }

    @Override
    public void workerGone(WorkerRef worker, boolean lost, String reason, long wallMillis) {
        log.accept(new Event.WorkerGone(worker.id(), worker.group(), lost, reason, wallMillis));
    }
}
