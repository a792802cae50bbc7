package io.mr3.master;

import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The one DAGAppMaster that the clients of a data directory share, in a process of its own. Thread-safe. */
public final class SharedMaster {
    /** Value of {@link AmKeys#ADDRESS} that means this DAGAppMaster. */
    public static final String AUTO = "auto";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private SharedMaster() {}

    /**
     * The DAGAppMaster of the data directory of {@code conf}, if clients can find it; none while it starts or ends.
     *
     * @throws IOException in one line, if that cannot be told
     */
    public static Optional<MasterFile> locate(Mr3Conf conf) throws IOException {
        return locate(dataDirectory(conf));
    }

    static Optional<MasterFile> locate(Path dataDirectory) throws IOException {
        if (!MasterClaim.isTaken(dataDirectory)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MasterFile.read(MasterClaim.file(dataDirectory)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Finds that DAGAppMaster, and starts it with the settings of {@code conf} if none runs. Callers that do so at once
     * get the same one. Blocks until clients can reach it, as long as {@link AmKeys#START_TIMEOUT} says at most.
     *
     * @throws IOException if it does not start, with what it says; nothing is left behind
     * @throws IllegalArgumentException if these settings cannot be shared, naming the key
     */
    public static MasterFile startOrAttach(Mr3Conf conf) throws IOException {
        Path data = dataDirectory(conf);
        Optional<MasterFile> running = locate(data);
        return running.isPresent() ? running.get() : new Start(conf, data).run();
    }

    /**
     * Returns when the process of {@code master}, the shared DAGAppMaster of the data directory of {@code conf}, has ended.
     *
     * @throws IOException in one line, if it does not within {@code limit}
     */
    public static void awaitEnd(Mr3Conf conf, MasterFile master, Duration limit) throws IOException {
        Path data = dataDirectory(conf);
        long deadline = System.nanoTime() + limit.toNanos();
        // not by its pid: a process that nobody has waited for keeps it
        while (MasterClaim.isTaken(data) && locate(data).map(master::equals).orElse(true)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IOException("process " + master.pid() + " of the DAGAppMaster does not end within "
                        + limit.toSeconds() + " s; see " + master.logFile());
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    static Path dataDirectory(Mr3Conf conf) {
        return Path.of(conf.get(StorageKeys.DATA_DIR)).toAbsolutePath().normalize();
    }

    /** Ends when a process, be it ours or another's, has become the DAGAppMaster and tells of itself. */
    private static final class Start {
        private final Mr3Conf conf;
        private final Path data;
        private final long deadline;
        private StartedMaster started;

        Start(Mr3Conf conf, Path data) {
            this.conf = conf;
            this.data = data;
            this.deadline = System.nanoTime() + conf.get(AmKeys.START_TIMEOUT).toNanos();
        }

        MasterFile run() throws IOException {
            Optional<MasterFile> found = Optional.empty();
            while (found.isEmpty()) {
                // asked first: a process that ends after this has let go of its claim before it ended
                boolean hasEnded = started != null && started.hasEnded();
                if (!MasterClaim.isTaken(data)) {
                    startOrGiveUp(hasEnded);
                }
                pause();
                found = locate(data);
            }
            if (started != null) {
                started.leave();
            }
            return found.get();
        }

        private void startOrGiveUp(boolean hasEnded) throws IOException {
            if (started == null) {
                started = start();
            } else if (hasEnded && started.foundAnother()) {
                started.leave();
                started = null; // the other one has ended meanwhile
            } else if (hasEnded) {
                started.leave();
                throw new IOException("the DAGAppMaster did not start: " + started.lastWords());
            }
        }

        private StartedMaster start() throws IOException {
            return switch (conf.get(AmKeys.MODE)) {
                case CLIENT -> MasterProcess.start(conf);
                case CLUSTER -> ClusterMaster.start(conf);
            };
        }

        private void pause() throws IOException {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (!interrupted && System.nanoTime() < deadline) {
                return;
            }
            if (started != null) {
                started.kill();
            }
            throw new IOException(
                    interrupted
                            ? "interrupted while the DAGAppMaster starts"
                            : "expected the DAGAppMaster of " + data + " to start within "
                                    + conf.get(AmKeys.START_TIMEOUT).toSeconds() + " s ("
                                    + AmKeys.START_TIMEOUT.name() + ")"
                                    + (started == null
                                            ? ", while another process starts or ends there"
                                            : "; " + started.output()));
        }
    }
}
