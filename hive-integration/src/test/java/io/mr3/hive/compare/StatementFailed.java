package io.mr3.hive.compare;

/** An engine refused or failed a statement. */
public final class StatementFailed extends RuntimeException {
    StatementFailed(String engine, String statement, String reason) {
        super(engine + " failed: " + reason + "\n" + statement);
    }
}
