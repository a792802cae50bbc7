package io.mr3.am.dag;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.WorkerRef;
import io.mr3.rpc.proto.AttemptEnd;

/** What happens to a task attempt. */
sealed interface AttemptEvent {
    <R> R accept(Handler<R> handler);

    /** Answers each event. */
    interface Handler<R> {
        R placed(Placed event);

        R ended(Ended event);

        R leaseOver(LeaseOver event);

        R kill(Kill event);

        R loseOutput(LoseOutput event);
    }

    /** The group has a slot for it. */
    record Placed(WorkerRef worker) implements AttemptEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.placed(this);
        }
    }

    /** The worker reports how it ended. */
    record Ended(AttemptEnd end) implements AttemptEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.ended(this);
        }
    }

    /** The group says that the slot is no longer its own. */
    record LeaseOver(LeaseEnd end) implements AttemptEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.leaseOver(this);
        }
    }

    /** The task no longer wants it. */
    record Kill(String reason) implements AttemptEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.kill(this);
        }
    }

    /** Its output can't be read any more. */
    record LoseOutput(String reason) implements AttemptEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.loseOutput(this);
        }
    }
}
