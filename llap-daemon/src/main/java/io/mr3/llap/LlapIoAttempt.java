package io.mr3.llap;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonTaskAttempt;
import java.io.IOException;
import org.apache.hadoop.hive.llap.io.api.LlapProxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hive's cache in one worker. Hive knows one for each process, and none that could be closed and opened again: it lives as long
 * as its worker's process.
 */
final class LlapIoAttempt implements DaemonTaskAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(LlapIoAttempt.class);
    private static final String OWN_GROUP = "";

    private final String name;
    private final LlapIoSettings settings;

    LlapIoAttempt(String name, LlapIoSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    /**
     * Starts the cache.
     *
     * @throws IllegalStateException if this process is not a worker's own
     * @throws IllegalArgumentException if the group has too little memory for a cache
     */
    @Override
    public ByteString initialize(Context context) throws IOException {
        if (!WorkerTables.isEmpty() || LlapProxy.getIo() != null) {
            throw new IllegalStateException("LLAP I/O (daemon " + name
                    + ") serves workers in processes of their own, and "
                    + context.worker() + " is a thread of another process: set mr3.local.worker=process, or leave the"
                    + " group out of mr3.daemon." + name + ".groups");
        }
        ColumnarCache.start(settings.forWorker(context.worker(), context.slots(), context.cacheBytes()));
        LOG.info("Hive's columnar cache has {} bytes", context.cacheBytes());
        return ByteString.EMPTY;
    }

    @Override
    public void handle(ByteString event) {
        WorkerTables.put(OWN_GROUP, WorkerTable.ofEvent(event));
    }

    /** What is cached stays; the next event replaces the table of workers as a whole. */
    @Override
    public boolean forget() {
        return true;
    }

    @Override
    public void close() {
        LlapProxy.close();
    }
}
