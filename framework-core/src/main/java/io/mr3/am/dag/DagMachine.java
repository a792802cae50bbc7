package io.mr3.am.dag;

import static io.mr3.am.dag.DagState.ABORTING;
import static io.mr3.am.dag.DagState.COMMITTING;
import static io.mr3.am.dag.DagState.FAILED;
import static io.mr3.am.dag.DagState.KILLED;
import static io.mr3.am.dag.DagState.NEW;
import static io.mr3.am.dag.DagState.RUNNING;
import static io.mr3.am.dag.DagState.SUCCEEDED;
import static io.mr3.am.dag.DagState.TERMINATING;

import io.mr3.am.dag.DagEvent.Aborted;
import io.mr3.am.dag.DagEvent.Committed;
import io.mr3.am.dag.DagEvent.Completed;
import io.mr3.am.dag.DagEvent.Fail;
import io.mr3.am.dag.DagEvent.Kill;
import io.mr3.am.dag.DagEvent.Start;
import io.mr3.am.dag.DagEvent.Stopped;
import io.mr3.common.DagId;
import io.mr3.common.fsm.StateMachine;
import io.mr3.common.fsm.Step;
import io.mr3.common.fsm.TransitionTable;
import java.util.List;

/** Decides about one DAG. */
final class DagMachine extends StateMachine<DagState, DagEvent, DagMachine.Actions>
        implements DagEvent.Handler<Step<DagState, DagMachine.Actions>> {
    static final TransitionTable<DagState, DagEvent> TABLE = TransitionTable.of(DagEvent.class, NEW)
            .move(NEW, Start.class, RUNNING)
            .move(RUNNING, Completed.class, COMMITTING)
            .move(RUNNING, Fail.class, TERMINATING)
            .move(RUNNING, Kill.class, TERMINATING)
            .move(COMMITTING, Committed.class, SUCCEEDED, TERMINATING)
            .move(COMMITTING, Fail.class, TERMINATING)
            .move(COMMITTING, Kill.class, TERMINATING)
            .move(TERMINATING, Stopped.class, ABORTING)
            .ignore(TERMINATING, Completed.class, Committed.class, Fail.class, Kill.class)
            .move(ABORTING, Aborted.class, FAILED, KILLED)
            .ignore(ABORTING, Committed.class, Fail.class, Kill.class, Stopped.class)
            .ignore(SUCCEEDED, Fail.class, Kill.class)
            .ignore(FAILED, Committed.class, Fail.class, Kill.class, Stopped.class)
            .ignore(KILLED, Committed.class, Fail.class, Kill.class, Stopped.class)
            .end(SUCCEEDED, FAILED, KILLED)
            .build();

    /** What a DAG can be told to do. */
    interface Actions {
        void start();

        void commit();

        void explain(List<String> diagnostics);

        void terminate(String reason);

        void abort(boolean killed);

        void end();
    }

    private boolean failed;

    DagMachine(DagId id) {
        super(id, TABLE);
    }

    @Override
    protected Step<DagState, Actions> decide(DagEvent event) {
        return event.accept(this);
    }

    @Override
    public Step<DagState, Actions> start(Start event) {
        return Step.to(RUNNING, Actions::start);
    }

    @Override
    public Step<DagState, Actions> completed(Completed event) {
        return Step.to(COMMITTING, Actions::commit);
    }

    @Override
    public Step<DagState, Actions> committed(Committed event) {
        return event.failure() == null ? Step.to(SUCCEEDED, Actions::end) : failing(List.of(event.failure()));
    }

    @Override
    public Step<DagState, Actions> fail(Fail event) {
        return failing(event.diagnostics());
    }

    @Override
    public Step<DagState, Actions> kill(Kill event) {
        return Step.to(TERMINATING, a -> a.explain(List.of(event.reason())), a -> a.terminate(event.reason()));
    }

    @Override
    public Step<DagState, Actions> stopped(Stopped event) {
        boolean killed = !failed;
        return Step.to(ABORTING, a -> a.abort(killed));
    }

    @Override
    public Step<DagState, Actions> aborted(Aborted event) {
        return Step.to(failed ? FAILED : KILLED, Actions::end);
    }

    private Step<DagState, Actions> failing(List<String> diagnostics) {
        failed = true;
        return Step.to(TERMINATING, a -> a.explain(diagnostics), a -> a.terminate("the DAG failed"));
    }
}
