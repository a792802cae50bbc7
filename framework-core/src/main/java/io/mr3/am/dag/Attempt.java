package io.mr3.am.dag;

import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.CounterGroups;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptStatus;
import io.mr3.rpc.proto.InitializerEvent;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One attempt at a task: its lease, its worker, what it said. */
final class Attempt implements AttemptMachine.Actions {
    private final AttemptId id;
    private final Task task;
    private final DagPorts ports;
    private final AttemptMachine machine;
    private final Set<Edge> edgesSpokenOn = new LinkedHashSet<>();
    private final List<InitializerEvent> initializerEvents = new ArrayList<>();
    private Counters counters = new Counters();
    private WorkerRef worker;
    private long launchedMillis;
    private long beganMillis;
    private long doneMillis;
    private int withdrawalsAtLaunch;
    /** Something that it may have read is made again with other rows. */
    private boolean outdated;

    Attempt(AttemptId id, Task task, DagPorts ports) {
        this.id = id;
        this.task = task;
        this.ports = ports;
        machine = new AttemptMachine(id);
    }

    AttemptId id() {
        return id;
    }

    Task task() {
        return task;
    }

    AttemptState state() {
        return machine.state();
    }

    /** Where it runs or ran; null if it never did. */
    WorkerRef worker() {
        return worker;
    }

    /** Absolute values of its latest report. */
    Counters counters() {
        return counters;
    }

    /** What it said to input initialisers, for as long as that is not passed on. */
    List<InitializerEvent> initializerEvents() {
        return initializerEvents;
    }

    void handle(AttemptEvent event) {
        machine.apply(event).forEach(effect -> effect.accept(this));
    }

    /** Notes when it ran, by its worker's word. */
    void noteRun(AttemptEnd end) {
        beganMillis = end.getBeganMs();
        doneMillis = end.getDoneMs();
    }

    /**
     * Its own word on its end, unless it failed while outputs that it reads were taken back: then it had to fail, and that is
     * nobody's failure but theirs.
     */
    AttemptEnd judge(AttemptEnd end) {
        boolean mayBeExcused = end.getOutcome() == AttemptEnd.Outcome.FAILED && !end.getEndsWorker();
        if (!mayBeExcused || withdrawals() == withdrawalsAtLaunch) {
            return end;
        }
        return end.toBuilder()
                .setOutcome(AttemptEnd.Outcome.KILLED)
                .setDiagnostics("outputs that it reads were lost while it ran: " + end.getDiagnostics())
                .build();
    }

    private int withdrawals() {
        return task.vertex().inEdges().stream().mapToInt(Edge::withdrawals).sum();
    }

    void updateStatus(AttemptStatus status) {
        if (status.getCountersCount() > 0) {
            counters = CounterGroups.read(status.getCountersList());
        }
    }

    /** Something that it may have read is made again with other rows: its own output is worth nothing any more. */
    void outdate() {
        outdated = true;
    }

    /** Passes on an output event of its own. */
    void speak(Edge edge, OutputEvent event) {
        edgesSpokenOn.add(edge);
        task.spoke();
        ports.delivery().append(edge, event);
    }

    @Override
    public void launch(WorkerRef place) {
        worker = place;
        launchedMillis = ports.agenda().wallMillis();
        withdrawalsAtLaunch = withdrawals();
        task.vertex().launch(this);
        ports.history().attemptStarted(id, task.vertex().name(), worker, launchedMillis);
        tell(new TaskEvent.AttemptLaunched());
    }

    @Override
    public void cancelLease() {
        ports.slots().cancel(id);
    }

    @Override
    public void orderKill(String reason) {
        ports.orders().kill(worker.id(), id, reason);
    }

    @Override
    public void succeed() {
        close(DagHistory.Outcome.SUCCEEDED, "");
        tell(new TaskEvent.AttemptSucceeded());
    }

    @Override
    public void fail(AttemptEnd end) {
        close(DagHistory.Outcome.FAILED, end.getDiagnostics());
        boolean fatal = end.getOutcome() == AttemptEnd.Outcome.FATAL;
        tell(new TaskEvent.AttemptFailed(end.getDiagnostics(), fatal, end.getEndsWorker()));
    }

    @Override
    public void die(String reason, boolean withWorker) {
        close(DagHistory.Outcome.KILLED, reason);
        tell(new TaskEvent.AttemptKilled(reason, withWorker));
    }

    @Override
    public void withdrawOutput() {
        if (!edgesSpokenOn.isEmpty()) {
            task.withdrew();
            if (outdated || task.vertex().outputsMayDiffer()) {
                ports.rollback().withdrew(this);
            }
        }
        for (Edge edge : edgesSpokenOn) {
            edge.withdrew();
            ports.delivery()
                    .append(
                            edge,
                            OutputEvent.newBuilder()
                                    .setEdge(edge.index())
                                    .setKind(OutputKind.FAILED_OUTPUT)
                                    .setSourceTask(id.task().index())
                                    .setVersion(id.number())
                                    .build());
        }
        edgesSpokenOn.clear();
        forgetReports();
    }

    /** Drops what nobody asks for any more. */
    void forgetReports() {
        initializerEvents.clear();
        counters = new Counters();
    }

    private void close(DagHistory.Outcome outcome, String diagnostics) {
        task.vertex().tasks().attemptEnded(this, outcome);
        if (worker != null) {
            long now = ports.agenda().wallMillis();
            ports.tally().ended(outcome, now - launchedMillis);
            DagHistory.Times times = new DagHistory.Times(launchedMillis, beganMillis, doneMillis, now);
            ports.history().attemptEnded(id, task.vertex().name(), worker, outcome, diagnostics, times);
        }
    }

    private void tell(TaskEvent event) {
        ports.agenda().next(() -> task.handle(event));
    }

    /** For diagnostics: which attempt, where it ran, where its log is. */
    @Override
    public String toString() {
        return worker == null
                ? id + " (not launched)"
                : id + " on " + worker.location() + " (log: " + worker.logFile() + ")";
    }
}
