package io.mr3.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.common.VertexId;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterVertex;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

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

    /**
     * Starts an attempt of a registered vertex; never blocks.
     *
     * @param localDirs where it writes: those of the DAG's directories that are good now
     * @param listener hears of it until its last report
     */
    RunningAttempt launch(AttemptId attempt, Launch order, List<Path> localDirs, AttemptListener listener);

    /**
     * A message about plug-ins of the DAG that run here; never blocks.
     *
     * @param answers takes what is to be said about them, from any thread
     */
    void aboutPlugins(ByteString message, Consumer<ByteString> answers);

    /** Lets go of all that the DAG holds: file systems, credentials, caches. May block; after its last attempt. */
    void ended();
}
