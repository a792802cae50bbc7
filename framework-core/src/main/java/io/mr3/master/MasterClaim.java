package io.mr3.master;

import io.mr3.common.files.LifeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to be the one shared DAGAppMaster of a data directory; ends with the process that has it, in whatever way that
 * ends. Not thread-safe.
 */
public final class MasterClaim implements AutoCloseable {
    private static final String LOCK = "master.lock";

    private final LifeLock lock;
    private final Path file;

    private MasterClaim(LifeLock lock, Path file) {
        this.lock = lock;
        this.file = file;
    }

    /**
     * Takes it; empty if a living process has it. What a killed DAGAppMaster told of itself goes.
     *
     * @throws IOException if the data directory cannot be written
     */
    public static Optional<MasterClaim> take(Path dataDirectory) throws IOException {
        Path directory = Files.createDirectories(directory(dataDirectory));
        Optional<LifeLock> lock = LifeLock.take(directory.resolve(LOCK));
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        MasterClaim claim = new MasterClaim(lock.get(), file(dataDirectory));
        try {
            claim.withdraw();
        } catch (IOException e) {
            claim.close();
            throw e;
        }
        return Optional.of(claim);
    }

    /** Whether a living process has it. */
    static boolean isTaken(Path dataDirectory) throws IOException {
        return LifeLock.isTaken(directory(dataDirectory).resolve(LOCK));
    }

    /** What the owner of the claim tells of itself. */
    static Path file(Path dataDirectory) {
        return directory(dataDirectory).resolve(MasterFile.NAME);
    }

    private static Path directory(Path dataDirectory) {
        return dataDirectory.resolve("am");
    }

    /** Lets clients find the DAGAppMaster. */
    public void publish(MasterFile master) throws IOException {
        master.write(file);
    }

    /** No new client finds the DAGAppMaster any more. */
    public void withdraw() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Withdraws, and lets another process have it. */
    @Override
    public void close() throws IOException {
        try (lock) {
            withdraw();
        }
    }
}
