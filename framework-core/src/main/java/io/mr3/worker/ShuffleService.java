package io.mr3.worker;

import io.mr3.common.DagId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Serves the outputs of this worker's attempts to consumers elsewhere. Never blocks, but for {@link #close}. */
interface ShuffleService extends AutoCloseable {
    /** Where it listens. */
    int port();

    /** Outputs of {@code dag} may be asked for. */
    void registerDag(DagId dag, byte[] secret, List<Path> localDirs);

    /** Nobody may ask for outputs of {@code dag} any more; completes when it has let go of their files. */
    CompletableFuture<Void> dagEnded(DagId dag);

    @Override
    void close();
}
