package io.mr3.am.dag;

import static io.mr3.am.dag.VertexState.COMMITTING;
import static io.mr3.am.dag.VertexState.FAILED;
import static io.mr3.am.dag.VertexState.INITED;
import static io.mr3.am.dag.VertexState.INITIALIZING;
import static io.mr3.am.dag.VertexState.KILLED;
import static io.mr3.am.dag.VertexState.NEW;
import static io.mr3.am.dag.VertexState.RUNNING;
import static io.mr3.am.dag.VertexState.SUCCEEDED;
import static io.mr3.am.dag.VertexState.TERMINATING;

import io.mr3.am.dag.VertexEvent.Begin;
import io.mr3.am.dag.VertexEvent.Committed;
import io.mr3.am.dag.VertexEvent.Completed;
import io.mr3.am.dag.VertexEvent.Fail;
import io.mr3.am.dag.VertexEvent.Kill;
import io.mr3.am.dag.VertexEvent.Prepared;
import io.mr3.am.dag.VertexEvent.Rerun;
import io.mr3.am.dag.VertexEvent.Start;
import io.mr3.am.dag.VertexEvent.Stopped;
import io.mr3.common.fsm.StateMachine;
import io.mr3.common.fsm.Step;
import io.mr3.common.fsm.TransitionTable;
import java.util.List;

/** Decides about one vertex. */
final class VertexMachine extends StateMachine<VertexState, VertexEvent, VertexMachine.Actions>
        implements VertexEvent.Handler<Step<VertexState, VertexMachine.Actions>> {
    static final TransitionTable<VertexState, VertexEvent> TABLE = TransitionTable.of(VertexEvent.class, NEW)
            .move(NEW, Begin.class, INITIALIZING)
            .move(NEW, Kill.class, TERMINATING)
            .move(INITIALIZING, Prepared.class, INITED)
            .move(INITIALIZING, Fail.class, TERMINATING)
            .move(INITIALIZING, Kill.class, TERMINATING)
            .move(INITED, Start.class, RUNNING)
            .move(INITED, Fail.class, TERMINATING)
            .move(INITED, Kill.class, TERMINATING)
            .move(RUNNING, Completed.class, COMMITTING, SUCCEEDED)
            .move(RUNNING, Rerun.class, RUNNING)
            .move(RUNNING, Fail.class, TERMINATING)
            .move(RUNNING, Kill.class, TERMINATING)
            .move(COMMITTING, Committed.class, SUCCEEDED, TERMINATING)
            .move(COMMITTING, Rerun.class, TERMINATING)
            .move(COMMITTING, Fail.class, TERMINATING)
            .move(COMMITTING, Kill.class, TERMINATING)
            .move(SUCCEEDED, Rerun.class, RUNNING, TERMINATING)
            // what a plug-in throws after its work is done harms nobody
            .ignore(SUCCEEDED, Fail.class, Kill.class)
            .move(TERMINATING, Stopped.class, FAILED, KILLED)
            .ignore(TERMINATING, Begin.class, Committed.class, Completed.class, Rerun.class, Fail.class, Kill.class)
            .ignore(FAILED, Committed.class, Fail.class, Kill.class, Stopped.class)
            .ignore(KILLED, Begin.class, Committed.class, Fail.class, Kill.class, Stopped.class)
            .end(FAILED, KILLED)
            .build();

    /** What a vertex can be told to do. */
    interface Actions {
        void initialize();

        void start();

        void commit();

        void succeed();

        void failDag(List<String> diagnostics);

        /** Ends its initialisers and tasks. */
        void terminate(String reason);

        void end();
    }

    private final boolean commitsOnSuccess;
    private boolean committed;
    private boolean failed;

    /** @param commitsOnSuccess it has outputs to commit as soon as its tasks have succeeded */
    VertexMachine(String name, boolean commitsOnSuccess) {
        super(name, TABLE);
        this.commitsOnSuccess = commitsOnSuccess;
    }

    @Override
    protected Step<VertexState, Actions> decide(VertexEvent event) {
        return event.accept(this);
    }

    @Override
    public Step<VertexState, Actions> begin(Begin event) {
        return Step.to(INITIALIZING, Actions::initialize);
    }

    @Override
    public Step<VertexState, Actions> prepared(Prepared event) {
        return Step.to(INITED);
    }

    @Override
    public Step<VertexState, Actions> start(Start event) {
        return Step.to(RUNNING, Actions::start);
    }

    @Override
    public Step<VertexState, Actions> completed(Completed event) {
        return commitsOnSuccess ? Step.to(COMMITTING, Actions::commit) : Step.to(SUCCEEDED, Actions::succeed);
    }

    @Override
    public Step<VertexState, Actions> rerun(Rerun event) {
        if (state() == COMMITTING || committed) {
            return failing(List.of("a task runs again although the outputs of its vertex are being committed"));
        }
        return Step.to(RUNNING);
    }

    @Override
    public Step<VertexState, Actions> committed(Committed event) {
        if (event.failure() != null) {
            return failing(List.of(event.failure()));
        }
        committed = true;
        return Step.to(SUCCEEDED, Actions::succeed);
    }

    @Override
    public Step<VertexState, Actions> fail(Fail event) {
        return failing(event.diagnostics());
    }

    @Override
    public Step<VertexState, Actions> kill(Kill event) {
        return Step.to(TERMINATING, a -> a.terminate(event.reason()));
    }

    @Override
    public Step<VertexState, Actions> stopped(Stopped event) {
        return Step.to(failed ? FAILED : KILLED, Actions::end);
    }

    private Step<VertexState, Actions> failing(List<String> diagnostics) {
        failed = true;
        return Step.to(TERMINATING, a -> a.failDag(diagnostics), a -> a.terminate("another task of the vertex failed"));
    }
}
