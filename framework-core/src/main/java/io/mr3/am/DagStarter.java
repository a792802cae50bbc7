package io.mr3.am;

import io.mr3.am.dag.DagIntake;
import io.mr3.common.AppId;
import io.mr3.rpc.proto.DagStatus;
import java.util.function.Consumer;

/** Sets DAGs running. */
interface DagStarter {
    /**
     * Starts a DAG.
     *
     * @param listener hears each status; the last one is final; on the DAG's mailbox
     */
    RunningDag start(DagIntake.Intake intake, Consumer<DagStatus> listener);

    /** The session will start no more DAGs; those that run are being killed. */
    default void sessionClosed(AppId app) {}

    /** A DAG that was started; calls from any thread only post. */
    interface RunningDag {
        void kill(String reason);
    }
}
