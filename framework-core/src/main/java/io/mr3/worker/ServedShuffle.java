package io.mr3.worker;

import io.mr3.common.DagId;
import io.mr3.shuffle.ShuffleServer;
import io.mr3.shuffle.ShuffleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The shuffle server of this worker's own process. */
record ServedShuffle(ShuffleServer server) implements ShuffleService {

    /**
     * Returns once it listens.
     *
     * @throws IOException if its address cannot be bound
     */
    static ServedShuffle start(WorkerSettings worker) throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = worker.shuffleThreads() > 0 ? worker.shuffleThreads() : Math.max(2, processors);
        ShuffleSettings defaults = ShuffleSettings.DEFAULT;
        return new ServedShuffle(ShuffleServer.start(new ShuffleSettings(
                worker.shuffleHost(),
                worker.shufflePort(),
                threads,
                threads,
                worker.shuffleConnections(),
                defaults.keepAlive(),
                defaults.stallLimit(),
                defaults.maxUriBytes(),
                defaults.cachedPartitions(),
                defaults.hmacAlgorithm())));
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void registerDag(DagId dag, byte[] secret, List<Path> localDirs) {
        server.registerDag(dag, secret, localDirs);
    }

    @Override
    public CompletableFuture<Void> dagEnded(DagId dag) {
        return server.dagEnded(dag);
    }

    @Override
    public void close() {
        server.close();
    }
}
