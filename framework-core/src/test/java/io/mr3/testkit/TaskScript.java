package io.mr3.testkit;

/** What simulated attempts do; called on their worker's mailbox. */
public interface TaskScript {
    /** All attempts read all inputs and succeed. */
    TaskScript SUCCEED = new TaskScript() {};

    /** The attempt is launched; its inputs may come later. */
    default void launched(SimulatedAttempt attempt) {}

    /** All physical inputs are there; again whenever that is so after some was withdrawn. */
    default void inputsComplete(SimulatedAttempt attempt) {
        attempt.succeed();
    }
}
