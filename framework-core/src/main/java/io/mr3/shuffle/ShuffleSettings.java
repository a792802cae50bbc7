package io.mr3.shuffle;

import io.mr3.config.ShuffleKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/**
 * How a shuffle server listens and what it allows its clients.
 *
 * @param bindHost address to listen on
 * @param port TCP port; 0 takes a free one
 * @param ioThreads threads that move bytes
 * @param diskThreads threads that find outputs, read their indexes and delete what ended DAGs left
 * @param maxConnections connections open at once; clients beyond it wait in the listen queue
 * @param keepAlive how long a connection may rest between two requests; whole seconds, shorter than {@code stallLimit}
 * @param stallLimit how long a response may make no progress before its connection is closed
 * @param maxUriBytes longest request line; a request names its outputs there, some sixty bytes each
 * @param cachedPartitions index records kept in memory, 24 bytes each
 * @param hmacAlgorithm name of the keyed hash that the application's clients use; Tez 0.10.4 knows HmacSHA1 alone
 */
public record ShuffleSettings(
        String bindHost,
        int port,
        int ioThreads,
        int diskThreads,
        int maxConnections,
        Duration keepAlive,
        Duration stallLimit,
        int maxUriBytes,
        int cachedPartitions,
        String hmacAlgorithm) {

    /** Loopback, a free port, two threads of each kind. */
    public static final ShuffleSettings DEFAULT = new ShuffleSettings(
            "127.0.0.1", 0, 2, 2, 4096, Duration.ofSeconds(5), Duration.ofSeconds(60), 65536, 500_000, "HmacSHA1");

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the first value that is out of range
     */
    public ShuffleSettings {
        require(port >= 0 && port <= 65535, "port 0 to 65535", port);
        require(ioThreads > 0, "at least one I/O thread", ioThreads);
        require(diskThreads > 0, "at least one disk thread", diskThreads);
        require(maxConnections > 0, "at least one connection", maxConnections);
        require(keepAlive.toSeconds() > 0, "a keep-alive of at least one second", keepAlive);
        require(stallLimit.compareTo(keepAlive) > 0, "a stall limit above the keep-alive of " + keepAlive, stallLimit);
        require(maxUriBytes >= 1024, "a request line of at least 1024 bytes", maxUriBytes);
        require(cachedPartitions >= 0, "a cache size of 0 or more", cachedPartitions);
    }

    /** The same, listening elsewhere. */
    public ShuffleSettings listeningOn(String host, int newPort) {
        return new ShuffleSettings(
                host,
                newPort,
                ioThreads,
                diskThreads,
                maxConnections,
                keepAlive,
                stallLimit,
                maxUriBytes,
                cachedPartitions,
                hmacAlgorithm);
    }

    /**
     * The same with {@code threads} of each kind.
     *
     * @param threads 0: a share of the processors, at least two
     * @param handlers servers among which the processors are shared
     */
    public ShuffleSettings withThreads(int threads, int handlers) {
        int share = (Runtime.getRuntime().availableProcessors() + handlers - 1) / handlers;
        int chosen = threads > 0 ? threads : Math.max(2, share);
        return new ShuffleSettings(
                bindHost,
                port,
                chosen,
                chosen,
                maxConnections,
                keepAlive,
                stallLimit,
                maxUriBytes,
                cachedPartitions,
                hmacAlgorithm);
    }

    /** The same with another limit of connections. */
    public ShuffleSettings withConnections(int connections) {
        return new ShuffleSettings(
                bindHost,
                port,
                ioThreads,
                diskThreads,
                connections,
                keepAlive,
                stallLimit,
                maxUriBytes,
                cachedPartitions,
                hmacAlgorithm);
    }

    /**
     * Checks that others, who know this host by {@code host}, reach what listens here.
     *
     * @throws IOException in one line that names the key, if they don't
     */
    void checkReachedAs(String host) throws IOException {
        if (InetAddress.getByName(bindHost).isLoopbackAddress()
                && !InetAddress.getByName(host).isLoopbackAddress()) {
            throw new IOException(ShuffleKeys.BIND_HOST.name() + ": expected an address under which others reach host "
                    + host + ", got " + bindHost);
        }
    }

    private static void require(boolean holds, String expected, Object came) {
        if (!holds) {
            throw new IllegalArgumentException("shuffle settings: expected " + expected + ", got " + came);
        }
    }
}
