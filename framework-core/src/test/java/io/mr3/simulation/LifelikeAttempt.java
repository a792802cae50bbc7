package io.mr3.simulation;

import io.mr3.common.AttemptId;
import io.mr3.common.TaskId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.testkit.ScriptedAttempt;
import io.mr3.worker.AttemptListener;
import io.mr3.worker.RunningAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An attempt in a {@link SimulatedProcess}; {@link Life} decides what it does. */
final class LifelikeAttempt extends ScriptedAttempt implements RunningAttempt {
    private final Query query;
    private final SimulatedProcess process;
    private final AttemptListener listener;
    private final Life life;
    private int patience = 4;
    private boolean awake;
    private boolean told;
    private boolean mayCommit;
    /** Source task to the rows that were read of it; null before anything is written. */
    private Map<TaskId, Integer> read;

    LifelikeAttempt(
            AttemptId id,
            RegisterVertex vertex,
            Launch launch,
            Query query,
            SimulatedProcess process,
            AttemptListener listener,
            Life life) {
        super(id, vertex, launch);
        this.query = query;
        this.process = process;
        this.listener = listener;
        this.life = life;
    }

    Query query() {
        return query;
    }

    SimulatedProcess process() {
        return process;
    }

    AttemptListener listener() {
        return listener;
    }

    int slots() {
        return launch().getMemoryMb() / RandomPlans.SLOT_MB;
    }

    boolean mayCommit() {
        return mayCommit;
    }

    /** Whether it has spoken of its outputs. */
    boolean hasTold() {
        return told;
    }

    @Override
    public ScriptedAttempt output() {
        told = true;
        return super.output();
    }

    /** What it writes is made of these rows. */
    void wroteOf(Map<TaskId, Integer> rows) {
        read = rows;
    }

    /** What {@link #wroteOf} said; null if it has written nothing. */
    Map<TaskId, Integer> read() {
        return read;
    }

    int inputsOf(int edge) {
        return physicalInputs(edge);
    }

    /** Whether it still hopes to reach a process that is gone: a few seconds, as fetchers do. */
    boolean triesToReach(SimulatedProcess gone) {
        return !gone.isAlive() && patience-- > 0;
    }

    /** Does something later on, unless it has ended by then. */
    void later(Duration delay, Runnable step) {
        process.threads().after(delay, () -> {
            if (!isEnded()) {
                step.run();
            }
        });
    }

    /** Comes to {@link Life#finish} some time later; asked for again meanwhile, it comes once. */
    void wake(Duration delay) {
        if (!awake) {
            awake = true;
            later(delay, () -> {
                awake = false;
                life.finish(this);
            });
        }
    }

    @Override
    protected void send(AttemptReport report) {
        listener.report(report);
        if (report.hasEnd()) {
            process.ended(this);
            life.ended(this, report.getEnd().getOutcome());
        }
    }

    @Override
    public void deliver(List<RoutedEvent> events) {
        for (RoutedEvent event : events) {
            if (event.hasOutput()) {
                receive(event.getOutput());
            } else {
                give(event);
            }
        }
        life.heard(this);
    }

    @Override
    public void answerCommit(boolean granted) {
        mayCommit = granted;
        wake(life.luck().millis(300));
    }

    @Override
    public void kill(String reason) {
        life.kill(this, reason);
    }

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
