package io.mr3.am.dag;

import io.mr3.common.AttemptId;
import io.mr3.common.TaskId;
import io.mr3.rpc.proto.RoutedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One task: its attempts, and what all of them are given. */
final class Task implements TaskMachine.Actions {
    private final TaskId id;
    private final Vertex vertex;
    private final DagPorts ports;
    private final TaskMachine machine;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private final List<RoutedEvent> givenEvents = new ArrayList<>();
    private LocationHint hint;
    /** The only attempt that may commit, until it ends without success. */
    private Attempt committer;
    /** Counters and events to initialisers, which count them, are those of the first success only. */
    private boolean hasSucceededOnce;

    private boolean announced;
    /** Outputs that consumers knew of were taken back, so that they may be waiting, or have run in vain. */
    private boolean withdrawn;
    /** Consumers were told of outputs of some attempt. */
    private boolean spoken;
    /** Initialisers were told something, which no later attempt can change. */
    private boolean toldInitializers;

    Task(TaskId id, Vertex vertex, LocationHint hint, DagPorts ports) {
        this.id = id;
        this.vertex = vertex;
        this.hint = hint;
        this.ports = ports;
        machine = new TaskMachine(id, ports.plan().settings().maxFailedAttempts());
    }

    TaskId id() {
        return id;
    }

    Vertex vertex() {
        return vertex;
    }

    TaskState state() {
        return machine.state();
    }

    /** The latest attempt; null before the first. */
    Attempt current() {
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    /** @throws IllegalArgumentException if there is no such attempt */
    Attempt attempt(int number) {
        if (number < 0 || number >= attempts.size()) {
            throw new IllegalArgumentException(
                    "expected one of " + attempts.size() + " attempts of " + id + ", got number " + number);
        }
        return attempts.get(number);
    }

    LocationHint hint() {
        return hint;
    }

    void prefer(LocationHint place) {
        hint = place;
    }

    /** Events that every attempt gets when it is launched. */
    List<RoutedEvent> givenEvents() {
        return givenEvents;
    }

    /** Adds an event for every attempt, also for one that runs already. */
    void give(RoutedEvent event) {
        givenEvents.add(event);
        if (state() == TaskState.RUNNING && current().state() == AttemptState.RUNNING) {
            ports.delivery().send(current(), event);
        }
    }

    /** Whether consumers have been told that its output is there. */
    boolean isAnnounced() {
        return announced;
    }

    void announce() {
        announced = true;
    }

    void withdrew() {
        withdrawn = true;
    }

    void spoke() {
        spoken = true;
    }

    /** Whether consumers have ever been told of an output. */
    boolean hasSpoken() {
        return spoken;
    }

    /** What its attempts have read, or may have, is made again with other rows; what they have written is worth nothing. */
    void startOver(String reason) {
        Attempt attempt = current();
        switch (attempt.state()) {
            case RUNNING, KILLING -> {
                attempt.outdate();
                attempt.handle(new AttemptEvent.Kill(reason));
            }
            case SUCCEEDED -> {
                if (state() != TaskState.SUCCEEDED) {
                    // that it succeeded is on its way here
                    ports.agenda().next(() -> startOver(reason));
                } else {
                    attempt.outdate();
                    handle(new TaskEvent.LoseOutput(reason, false));
                }
            }
            case WAITING, FAILED, KILLED, OUTPUT_LOST -> {
                // the next attempt reads what is made again
            }
        }
    }

    /** What it has done and no later attempt could undo; empty if its attempts have only written for consumers. */
    Optional<String> whatCannotBeTakenBack() {
        if (toldInitializers) {
            return Optional.of("what " + id + " has told initialisers can't be taken back");
        }
        boolean writesForConsumersOnly =
                !vertex.outEdges().isEmpty() && vertex.plan().sinks().isEmpty();
        boolean hasSucceeded = current().state() == AttemptState.SUCCEEDED;
        return hasSucceeded && !writesForConsumersOnly
                ? Optional.of("the result of " + id + ", which has succeeded, can't be taken back")
                : Optional.empty();
    }

    /** The first attempt that asks while it runs is the only one that may commit. */
    boolean mayCommit(Attempt attempt) {
        if (attempt.state() != AttemptState.RUNNING || state() == TaskState.KILLING) {
            return false;
        }
        if (committer == null || committer.state() != AttemptState.RUNNING) {
            committer = attempt;
        }
        return committer == attempt;
    }

    void handle(TaskEvent event) {
        TaskState before = state();
        var effects = machine.apply(event);
        vertex.tasks().moved(before, state());
        effects.forEach(effect -> effect.accept(this));
    }

    @Override
    public void startAttempt(boolean rerun, boolean alone) {
        Attempt attempt = new Attempt(new AttemptId(id, attempts.size()), this, ports);
        attempts.add(attempt);
        ports.slots().request(vertex.slotRequest(attempt, rerun || withdrawn, alone));
    }

    @Override
    public void killAttempt(String reason) {
        current().handle(new AttemptEvent.Kill(reason));
    }

    @Override
    public void loseOutput(String reason) {
        announced = false;
        current().handle(new AttemptEvent.LoseOutput(reason));
        ports.agenda().next(vertex::taskRunsAgain);
    }

    @Override
    public void succeed() {
        Attempt attempt = current();
        if (!hasSucceededOnce) {
            hasSucceededOnce = true;
            toldInitializers = !attempt.initializerEvents().isEmpty();
            vertex.tellInitializers(attempt.initializerEvents());
            vertex.count(attempt.counters());
        }
        attempt.forgetReports();
        ports.agenda().next(() -> vertex.taskSucceeded(this));
    }

    @Override
    public void fail(String diagnostics, int failures) {
        String where = "task " + id + " failed, " + failures + " of its attempts did, at last " + current();
        ports.agenda().next(() -> vertex.fail(diagnostics, where));
    }

    @Override
    public void die() {
        ports.agenda().next(vertex::taskStopped);
    }
}
