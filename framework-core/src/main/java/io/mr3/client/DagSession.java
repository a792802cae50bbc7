package io.mr3.client;

import com.google.protobuf.ByteString;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.Resource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One client's logical connection to a DAGAppMaster; it owns the DAGs that it submits. Calls come from any thread. */
public interface DagSession extends AutoCloseable {
    /**
     * Submits a DAG, which begins to run at once.
     *
     * @param plan Tez's DAGPlan
     * @param files for plug-ins of this DAG and of later ones of the session
     * @return the DAG's id; fails with {@link DagRefusedException} if the DAG cannot run
     */
    CompletableFuture<String> submit(ByteString plan, List<Resource> files);

    /** Asks for the end of a DAG; harmless if it has ended. Its last status tells when that is done. */
    void kill(String dagId, String reason);

    /** Ends the session and kills what it still runs. */
    @Override
    void close();

    /** Hears of the session's DAGs; on the connection's thread, must not block. */
    interface Listener {
        /** A DAG changed; of each DAG the last status is final. */
        void statusChanged(DagStatus status);

        /** The DAGAppMaster is gone, and all DAGs that had not ended with it. Not after {@link DagSession#close}. */
        void lost(String reason);
    }

    /** The DAGAppMaster does not take the session or the DAG. */
    final class DagRefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        public DagRefusedException(String reason) {
            super(reason);
        }
    }
}
