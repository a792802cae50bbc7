package io.mr3.shuffle;

import io.mr3.common.DagId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The shuffle handlers of one worker. Each has its own port, threads and connections; all serve every output of the worker, from
 * one table of DAGs and one cache of indexes. Methods may be called from any thread.
 */
final class ShuffleHandlers implements AutoCloseable {
    private final List<ShuffleServer> servers = new ArrayList<>();

    private ShuffleHandlers() {}

    /**
     * Returns once all listen. With a fixed port they take this one and those that follow.
     *
     * @throws IOException if one of the addresses cannot be bound; then none is
     */
    static ShuffleHandlers start(ShuffleSettings settings, int count) throws IOException {
        ServedDags dags = new ServedDags();
        OutputFiles outputs = new OutputFiles(settings.cachedPartitions());
        ShuffleHandlers handlers = new ShuffleHandlers();
        try {
            for (int i = 0; i < count; i++) {
                int port = settings.port() == 0 ? 0 : settings.port() + i;
                handlers.servers.add(
                        ShuffleServer.start(settings.listeningOn(settings.bindHost(), port), dags, outputs));
            }
            return handlers;
        } catch (IOException | RuntimeException e) {
            handlers.close();
            throw e;
        }
    }

    ShufflePorts ports() {
        return new ShufflePorts(servers.stream().map(ShuffleServer::port).toList());
    }

    /** See {@link ShuffleServer#registerDag}. */
    void registerDag(DagId dag, byte[] jobTokenSecret, List<Path> localDirs) {
        servers.get(0).registerDag(dag, jobTokenSecret, localDirs);
    }

    /** See {@link ShuffleServer#dagEnded}. */
    CompletableFuture<Void> dagEnded(DagId dag) {
        return servers.get(0).dagEnded(dag);
    }

    /** Closes all connections and returns when the ports are free. */
    @Override
    public void close() {
        servers.forEach(ShuffleServer::close);
    }
}
