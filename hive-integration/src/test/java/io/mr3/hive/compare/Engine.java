package io.mr3.hive.compare;

/** Runs SQL. Statements of one engine share a session, one at a time. */
public interface Engine extends AutoCloseable {
    /** For messages. */
    String name();

    /**
     * Runs one statement, without a semicolon at its end.
     *
     * @return its result; no columns and no rows if it has none
     * @throws StatementFailed if the engine refuses or fails it
     */
    Rows run(String statement);

    /** Ends the session and every process of it. */
    @Override
    void close();
}
