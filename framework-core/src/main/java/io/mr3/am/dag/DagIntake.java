package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.common.DagId;

/** Reads submitted DAGs; implemented by {@code io.mr3.tez.am}. */
public interface DagIntake {
    /** What a client's session brings. */
    record Session(String user, ByteString conf, ByteString credentials) {}

    /** A DAG that can run. */
    record Intake(DagPlan plan, PluginHost plugins) {}

    /**
     * Reads and checks a plan; on an I/O thread.
     *
     * @param plan Tez's DAGPlan
     * @throws InvalidDagException if it cannot run, with the reason in one line
     */
    Intake read(DagId id, Session session, ByteString plan) throws InvalidDagException;

    /** A plan that cannot run. */
    final class InvalidDagException extends Exception {
        private static final long serialVersionUID = 1L;

        public InvalidDagException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
