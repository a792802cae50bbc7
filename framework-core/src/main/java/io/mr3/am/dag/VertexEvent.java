package io.mr3.am.dag;

import java.util.List;

/** What happens to a vertex. */
sealed interface VertexEvent {
    <R> R accept(Handler<R> handler);

    /** Answers each event. */
    interface Handler<R> {
        R begin(Begin event);

        R prepared(Prepared event);

        R start(Start event);

        R completed(Completed event);

        R rerun(Rerun event);

        R committed(Committed event);

        R fail(Fail event);

        R kill(Kill event);

        R stopped(Stopped event);
    }

    /** The DAG runs. */
    record Begin() implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.begin(this);
        }
    }

    /** Parallelism and routings are known, and nothing is pending. */
    record Prepared() implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.prepared(this);
        }
    }

    /** All sources have started. */
    record Start() implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.start(this);
        }
    }

    /** All tasks have succeeded. */
    record Completed() implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.completed(this);
        }
    }

    /** A task that had succeeded runs again. */
    record Rerun() implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.rerun(this);
        }
    }

    /** @param failure why an output could not be committed; null if all were */
    record Committed(String failure) implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.committed(this);
        }
    }

    /** @param diagnostics root cause first */
    record Fail(List<String> diagnostics) implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.fail(this);
        }
    }

    /** The DAG gives up. */
    record Kill(String reason) implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.kill(this);
        }
    }

    /** No task waits or runs any more. */
    record Stopped() implements VertexEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.stopped(this);
        }
    }
}
