package io.mr3.worker;

import io.mr3.common.WorkerId;
import io.mr3.rpc.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All that a ContainerWorker is told before it starts.
 *
 * @param id given by the DAGAppMaster, never used twice
 * @param group where its ContainerGroup listens
 * @param secret what both sides prove to each other
 * @param host the one name of this host, in every event and in every comparison of hosts
 * @param shuffleAddress address that its shuffle server listens on
 * @param localDirs where outputs and spills go, one per disk
 * @param slots attempts at once
 * @param taskMemoryBytes memory of all attempts together
 * @param cacheBytes memory of the application's cache, 0 for none
 * @param logFile for people: where this worker logs
 * @param progressInterval how often progress goes out, if it has changed
 * @param counterInterval how often counters of a running attempt go out
 * @param killGrace how long an attempt may take to stop before the worker gives itself up
 */
public record WorkerSettings(
        WorkerId id,
        InetSocketAddress group,
        Secret secret,
        String host,
        String shuffleAddress,
        List<Path> localDirs,
        int slots,
        long taskMemoryBytes,
        long cacheBytes,
        String logFile,
        Duration progressInterval,
        Duration counterInterval,
        Duration killGrace) {

    public WorkerSettings {
        localDirs = List.copyOf(localDirs);
        if (slots < 1) {
            throw new IllegalArgumentException("expected at least 1 slot of " + id + ", got " + slots);
        }
        if (localDirs.isEmpty()) {
            throw new IllegalArgumentException("expected at least one local directory of " + id + ", got none");
        }
        if (progressInterval.isNegative() || progressInterval.isZero() || counterInterval.isNegative()) {
            throw new IllegalArgumentException("expected intervals of " + id + " above 0, got progress "
                    + progressInterval + ", counters " + counterInterval);
        }
    }
}
