package io.mr3.worker;

import io.mr3.common.AttemptId;
import io.mr3.common.VertexId;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterVertex;

/** One DAG in one worker. Called on the worker's mailbox, but for {@link #ended}. */
public interface HostedDag {
    /** The key with which consumers of this DAG sign their requests to the shuffle server. */
    byte[] shuffleSecret();

    /**
     * Makes ready for attempts of {@code vertex}.
     *
     * @throws RuntimeException if the vertex cannot run here; the message says why
     */
    void registerVertex(VertexId vertex, RegisterVertex order);

    /** Starts an attempt of a registered vertex; never blocks. {@code listener} hears of it until its last report. */
    RunningAttempt launch(AttemptId attempt, Launch order, AttemptListener listener);

    /** Lets go of all that the DAG holds: file systems, credentials, caches. May block; after its last attempt. */
    void ended();
}
