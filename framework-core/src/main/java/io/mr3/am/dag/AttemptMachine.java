package io.mr3.am.dag;

import static io.mr3.am.dag.AttemptState.FAILED;
import static io.mr3.am.dag.AttemptState.KILLED;
import static io.mr3.am.dag.AttemptState.KILLING;
import static io.mr3.am.dag.AttemptState.OUTPUT_LOST;
import static io.mr3.am.dag.AttemptState.RUNNING;
import static io.mr3.am.dag.AttemptState.SUCCEEDED;
import static io.mr3.am.dag.AttemptState.WAITING;

import io.mr3.am.dag.AttemptEvent.Ended;
import io.mr3.am.dag.AttemptEvent.Kill;
import io.mr3.am.dag.AttemptEvent.LeaseOver;
import io.mr3.am.dag.AttemptEvent.LoseOutput;
import io.mr3.am.dag.AttemptEvent.Placed;
import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.fsm.StateMachine;
import io.mr3.common.fsm.Step;
import io.mr3.common.fsm.TransitionTable;
import io.mr3.rpc.proto.AttemptEnd;

/** Decides about one attempt. */
final class AttemptMachine extends StateMachine<AttemptState, AttemptEvent, AttemptMachine.Actions>
        implements AttemptEvent.Handler<Step<AttemptState, AttemptMachine.Actions>> {
    static final TransitionTable<AttemptState, AttemptEvent> TABLE = TransitionTable.of(AttemptEvent.class, WAITING)
            .move(WAITING, Placed.class, RUNNING)
            .move(WAITING, LeaseOver.class, KILLED)
            .move(WAITING, Kill.class, KILLED)
            .move(RUNNING, Ended.class, SUCCEEDED, FAILED, KILLED)
            .move(RUNNING, LeaseOver.class, KILLED)
            .move(RUNNING, Kill.class, KILLING)
            .move(KILLING, Ended.class, KILLED)
            .move(KILLING, LeaseOver.class, KILLED)
            .ignore(KILLING, Kill.class)
            .move(SUCCEEDED, LoseOutput.class, OUTPUT_LOST)
            // the lease of an attempt that reported its end is over a little later
            .ignore(SUCCEEDED, LeaseOver.class, Kill.class)
            .ignore(FAILED, LeaseOver.class, Kill.class)
            // a cancel may meet the placement on its way, and a revocation the last report
            .ignore(KILLED, LeaseOver.class, Kill.class, Placed.class, Ended.class)
            .ignore(OUTPUT_LOST, LeaseOver.class, Kill.class)
            .end(FAILED, KILLED, OUTPUT_LOST)
            .build();

    /** What an attempt can be told to do. */
    interface Actions {
        void launch(WorkerRef worker);

        void cancelLease();

        void orderKill(String reason);

        void succeed();

        void fail(AttemptEnd end);

        /** @param withWorker the worker is lost too */
        void die(String reason, boolean withWorker);

        void withdrawOutput();
    }

    AttemptMachine(AttemptId id) {
        super(id, TABLE);
    }

    @Override
    protected Step<AttemptState, Actions> decide(AttemptEvent event) {
        return event.accept(this);
    }

    @Override
    public Step<AttemptState, Actions> placed(Placed event) {
        return Step.to(RUNNING, a -> a.launch(event.worker()));
    }

    @Override
    public Step<AttemptState, Actions> ended(Ended event) {
        AttemptEnd end = event.end();
        if (state() == KILLING) {
            return killed(end.getDiagnostics(), false);
        }
        return switch (end.getOutcome()) {
            case SUCCEEDED -> Step.to(SUCCEEDED, Actions::succeed);
            case FAILED, FATAL -> Step.to(FAILED, Actions::withdrawOutput, a -> a.fail(end));
            case KILLED, UNRECOGNIZED -> killed(end.getDiagnostics(), false);
        };
    }

    @Override
    public Step<AttemptState, Actions> leaseOver(LeaseOver event) {
        return killed(event.end().reason(), event.end().kind() == LeaseEnd.Kind.LOST);
    }

    @Override
    public Step<AttemptState, Actions> kill(Kill event) {
        if (state() == WAITING) {
            return Step.to(KILLED, Actions::cancelLease, a -> a.die(event.reason(), false));
        }
        return Step.to(KILLING, a -> a.orderKill(event.reason()));
    }

    @Override
    public Step<AttemptState, Actions> loseOutput(LoseOutput event) {
        return Step.to(OUTPUT_LOST, Actions::withdrawOutput);
    }

    private static Step<AttemptState, Actions> killed(String reason, boolean withWorker) {
        return Step.to(KILLED, Actions::withdrawOutput, a -> a.die(reason, withWorker));
    }
}
