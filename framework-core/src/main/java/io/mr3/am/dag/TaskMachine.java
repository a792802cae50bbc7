package io.mr3.am.dag;

import static io.mr3.am.dag.TaskState.FAILED;
import static io.mr3.am.dag.TaskState.KILLED;
import static io.mr3.am.dag.TaskState.KILLING;
import static io.mr3.am.dag.TaskState.NEW;
import static io.mr3.am.dag.TaskState.RUNNING;
import static io.mr3.am.dag.TaskState.SCHEDULED;
import static io.mr3.am.dag.TaskState.SUCCEEDED;

import io.mr3.am.dag.TaskEvent.Absolve;
import io.mr3.am.dag.TaskEvent.AttemptFailed;
import io.mr3.am.dag.TaskEvent.AttemptKilled;
import io.mr3.am.dag.TaskEvent.AttemptLaunched;
import io.mr3.am.dag.TaskEvent.AttemptSucceeded;
import io.mr3.am.dag.TaskEvent.Kill;
import io.mr3.am.dag.TaskEvent.LoseOutput;
import io.mr3.am.dag.TaskEvent.Schedule;
import io.mr3.common.TaskId;
import io.mr3.common.fsm.StateMachine;
import io.mr3.common.fsm.Step;
import io.mr3.common.fsm.TransitionTable;

/** Decides about one task: one attempt at a time, until one succeeds or too many have failed. */
final class TaskMachine extends StateMachine<TaskState, TaskEvent, TaskMachine.Actions>
        implements TaskEvent.Handler<Step<TaskState, TaskMachine.Actions>> {
    static final TransitionTable<TaskState, TaskEvent> TABLE = TransitionTable.of(TaskEvent.class, NEW)
            .move(NEW, Schedule.class, SCHEDULED)
            .move(NEW, Kill.class, KILLED)
            .move(SCHEDULED, AttemptLaunched.class, RUNNING)
            .move(SCHEDULED, AttemptKilled.class, SCHEDULED)
            .move(SCHEDULED, Kill.class, KILLING)
            .move(RUNNING, AttemptSucceeded.class, SUCCEEDED)
            .move(RUNNING, AttemptFailed.class, SCHEDULED, FAILED)
            .move(RUNNING, AttemptKilled.class, SCHEDULED, FAILED)
            .move(RUNNING, LoseOutput.class, RUNNING)
            .move(RUNNING, Kill.class, KILLING)
            .move(KILLING, AttemptKilled.class, KILLED)
            // these were on their way when the kill came
            .move(KILLING, AttemptSucceeded.class, SUCCEEDED)
            .move(KILLING, AttemptFailed.class, KILLED)
            .ignore(KILLING, AttemptLaunched.class, Kill.class, Absolve.class)
            .move(SUCCEEDED, LoseOutput.class, SCHEDULED, FAILED)
            .move(SCHEDULED, Absolve.class, SCHEDULED)
            .move(RUNNING, Absolve.class, RUNNING)
            .move(SUCCEEDED, Absolve.class, SUCCEEDED)
            .ignore(SUCCEEDED, Kill.class)
            .ignore(FAILED, Kill.class, Absolve.class)
            .ignore(KILLED, Kill.class, Absolve.class)
            .end(FAILED, KILLED)
            .build();

    /** What a task can be told to do. */
    interface Actions {
        /**
         * @param rerun somebody waits for an output that was lost
         * @param alone nothing else may run on its worker
         */
        void startAttempt(boolean rerun, boolean alone);

        void killAttempt(String reason);

        void loseOutput(String reason);

        void succeed();

        void fail(String diagnostics, int failures);

        void die();
    }

    /** Kills do not count as failures; but code that ends its worker each time must not do so for ever. */
    static final int MAX_KILLS = 16;

    /** Workers that a task may lose in company; then it runs alone, so that it harms nobody and it is seen who does. */
    static final int MAX_LOSSES_IN_COMPANY = 2;

    private final int maxFailures;
    private int failures;
    private int kills;
    private int lossesInCompany;
    /** An attempt did what its worker did not survive. */
    private boolean dangerous;

    private boolean alone;
    private String lastComplaint = "";
    /** Some attempt's output was lost, so that consumers may be waiting. */
    private boolean rerun;

    TaskMachine(TaskId id, int maxFailures) {
        super(id, TABLE);
        this.maxFailures = maxFailures;
    }

    @Override
    protected Step<TaskState, Actions> decide(TaskEvent event) {
        return event.accept(this);
    }

    @Override
    public Step<TaskState, Actions> schedule(Schedule event) {
        return again();
    }

    @Override
    public Step<TaskState, Actions> attemptLaunched(AttemptLaunched event) {
        return Step.to(RUNNING);
    }

    @Override
    public Step<TaskState, Actions> attemptSucceeded(AttemptSucceeded event) {
        lossesInCompany = 0;
        dangerous = false;
        return Step.to(SUCCEEDED, Actions::succeed);
    }

    @Override
    public Step<TaskState, Actions> attemptFailed(AttemptFailed event) {
        if (state() == KILLING) {
            return Step.to(KILLED, Actions::die);
        }
        failures++;
        dangerous |= event.endsWorker();
        return event.fatal() || failures >= maxFailures ? failed(event.diagnostics()) : again();
    }

    @Override
    public Step<TaskState, Actions> attemptKilled(AttemptKilled event) {
        if (state() == KILLING) {
            return Step.to(KILLED, Actions::die);
        }
        if (state() == RUNNING && event.withWorker() && alone) {
            failures++;
            lastComplaint = "lost with its worker, on which it ran alone: " + event.reason();
        } else if (state() == RUNNING && event.withWorker()) {
            lossesInCompany++;
        } else if (state() == RUNNING && ++kills >= MAX_KILLS) {
            return failed("killed " + kills + " times while it ran, at last: " + event.reason());
        }
        return failures >= maxFailures ? failed(lastComplaint) : again();
    }

    @Override
    public Step<TaskState, Actions> loseOutput(LoseOutput event) {
        rerun = true;
        if (event.counts()) {
            failures++;
            lastComplaint = event.reason();
        }
        if (state() == RUNNING) {
            // it spoke of outputs before its end; what becomes of the task is decided when the attempt has ended
            return Step.to(RUNNING, a -> a.killAttempt(event.reason()));
        }
        if (failures >= maxFailures) {
            int count = failures;
            return Step.to(FAILED, a -> a.loseOutput(event.reason()), a -> a.fail(event.reason(), count));
        }
        alone = runsAlone();
        boolean runsAlone = alone;
        return Step.to(SCHEDULED, a -> a.loseOutput(event.reason()), a -> a.startAttempt(true, runsAlone));
    }

    @Override
    public Step<TaskState, Actions> absolve(Absolve event) {
        failures--;
        return Step.to(state());
    }

    @Override
    public Step<TaskState, Actions> kill(Kill event) {
        return state() == NEW ? Step.to(KILLED, Actions::die) : Step.to(KILLING, a -> a.killAttempt(event.reason()));
    }

    private boolean runsAlone() {
        return dangerous || lossesInCompany >= MAX_LOSSES_IN_COMPANY;
    }

    private Step<TaskState, Actions> again() {
        boolean waitedFor = rerun;
        alone = runsAlone();
        boolean runsAlone = alone;
        return Step.to(SCHEDULED, a -> a.startAttempt(waitedFor, runsAlone));
    }

    private Step<TaskState, Actions> failed(String diagnostics) {
        int count = failures;
        return Step.to(FAILED, a -> a.fail(diagnostics, count));
    }
}
