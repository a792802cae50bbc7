package io.mr3.am.dag;

import java.util.List;

/** What happens to a DAG. */
sealed interface DagEvent {
    <R> R accept(Handler<R> handler);

    /** Answers each event. */
    interface Handler<R> {
        R start(Start event);

        R completed(Completed event);

        R committed(Committed event);

        R fail(Fail event);

        R kill(Kill event);

        R stopped(Stopped event);

        R aborted(Aborted event);
    }

    record Start() implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.start(this);
        }
    }

    /** All vertices have succeeded. */
    record Completed() implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.completed(this);
        }
    }

    /** @param failure why an output could not be committed; null if all were */
    record Committed(String failure) implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.committed(this);
        }
    }

    /** @param diagnostics root cause first */
    record Fail(List<String> diagnostics) implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.fail(this);
        }
    }

    record Kill(String reason) implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.kill(this);
        }
    }

    /** No vertex has a live task, or the time to wait for that is over. */
    record Stopped() implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.stopped(this);
        }
    }

    /** All outputs are removed, as far as they could be. */
    record Aborted() implements DagEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.aborted(this);
        }
    }
}
