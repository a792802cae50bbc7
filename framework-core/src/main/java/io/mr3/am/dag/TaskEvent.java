package io.mr3.am.dag;

/** What happens to a task. */
sealed interface TaskEvent {
    <R> R accept(Handler<R> handler);

    /** Answers each event. */
    interface Handler<R> {
        R schedule(Schedule event);

        R attemptLaunched(AttemptLaunched event);

        R attemptSucceeded(AttemptSucceeded event);

        R attemptFailed(AttemptFailed event);

        R attemptKilled(AttemptKilled event);

        R loseOutput(LoseOutput event);

        R absolve(Absolve event);

        R kill(Kill event);
    }

    /** It may run. */
    record Schedule() implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.schedule(this);
        }
    }

    record AttemptLaunched() implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attemptLaunched(this);
        }
    }

    record AttemptSucceeded() implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attemptSucceeded(this);
        }
    }

    /**
     * @param fatal another attempt would not help
     * @param endsWorker its worker ends too
     */
    record AttemptFailed(String diagnostics, boolean fatal, boolean endsWorker) implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attemptFailed(this);
        }
    }

    /**
     * The attempt ended without a fault of its own that is known of.
     *
     * @param withWorker its worker is lost, and it may be the cause
     */
    record AttemptKilled(String reason, boolean withWorker) implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attemptKilled(this);
        }
    }

    /** @param counts whether it counts as a failure: consumers complain, rather than that the worker is gone */
    record LoseOutput(String reason, boolean counts) implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.loseOutput(this);
        }
    }

    /** A lost output that counted as a failure turned out to be lost with its worker. */
    record Absolve() implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.absolve(this);
        }
    }

    record Kill(String reason) implements TaskEvent {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.kill(this);
        }
    }
}
