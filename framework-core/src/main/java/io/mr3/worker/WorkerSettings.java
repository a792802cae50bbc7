package io.mr3.worker;

import io.mr3.common.WorkerId;
import io.mr3.rpc.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All that a ContainerWorker is told before it starts; {@link WorkerEnvironment} is the form in which it is told.
 *
 * @param id given by the DAGAppMaster, never used twice
 * @param group where its ContainerGroup listens
 * @param secret what both sides prove to each other
 * @param host the one name of this host, in every event and in every comparison of hosts; empty: the worker finds it
 * @param localDirs where outputs and spills go, one per disk
 * @param slots attempts at once
 * @param taskMemoryBytes memory of all attempts together
 * @param cacheBytes memory of the application's cache, 0 for none
 * @param logFile for people: where this worker logs
 * @param progressInterval how often progress goes out, if it has changed
 * @param counterInterval how often counters of a running attempt go out
 * @param diskCheckInterval how often each local directory is looked at
 * @param killGrace how long an attempt may take to stop before the worker gives itself up
 */
public record WorkerSettings(
        WorkerId id,
        InetSocketAddress group,
        Secret secret,
        String host,
        List<Path> localDirs,
        int slots,
        long taskMemoryBytes,
        long cacheBytes,
        String logFile,
        Duration progressInterval,
        Duration counterInterval,
        Duration diskCheckInterval,
        Duration killGrace) {

    public WorkerSettings {
        localDirs = List.copyOf(localDirs);
        expect(slots >= 1, "at least 1 slot", slots);
        expect(taskMemoryBytes > 0, "memory for attempts", taskMemoryBytes);
        expect(cacheBytes >= 0, "memory of a cache, or 0", cacheBytes);
        expect(!localDirs.isEmpty(), "at least one local directory", localDirs);
        expect(isAboveZero(progressInterval), "a progress interval above 0", progressInterval);
        expect(isAboveZero(counterInterval), "a counter interval above 0", counterInterval);
        expect(isAboveZero(diskCheckInterval), "an interval of disk checks above 0", diskCheckInterval);
        expect(isAboveZero(killGrace), "a time to stop above 0", killGrace);
    }

    /** The same worker with a name for its host. */
    WorkerSettings onHost(String name) {
        return new WorkerSettings(
                id,
                group,
                secret,
                name,
                localDirs,
                slots,
                taskMemoryBytes,
                cacheBytes,
                logFile,
                progressInterval,
                counterInterval,
                diskCheckInterval,
                killGrace);
    }

    private static boolean isAboveZero(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    private static void expect(boolean holds, String what, Object got) {
        if (!holds) {
            throw new IllegalArgumentException("worker settings: expected " + what + ", got " + got);
        }
    }
}
