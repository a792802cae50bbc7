package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.Resource;
import java.util.List;

/** Reads submitted DAGs; implemented by {@code io.mr3.tez.am}. */
public interface DagIntake {
    /**
     * What a client's session brings.
     *
     * @param files by the name under which its plug-ins expect them
     */
    record Session(String user, ByteString conf, ByteString credentials, List<Resource> files) {
        public Session {
            files = List.copyOf(files);
        }
    }

    /**
     * A DAG that can run.
     *
     * @param files kept until {@code plugins} are closed
     */
    record Intake(DagPlan plan, PluginHost plugins, SessionFiles files) {}

    /**
     * Reads and checks a plan; on an I/O thread.
     *
     * @param plan Tez's DAGPlan
     * @throws InvalidDagException if it cannot run, with the reason in one line
     */
    Intake read(DagId id, Session session, ByteString plan) throws InvalidDagException;

    /** Does once what need not wait for the first DAG; on an I/O thread. */
    default void prepare() {}

    /** A plan that cannot run. */
    final class InvalidDagException extends Exception {
        private static final long serialVersionUID = 1L;

        public InvalidDagException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
