package io.mr3.master;

import io.mr3.common.files.LifeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to be the one shared DAGAppMaster of a data directory. It ends with the process that has it and not before, in
 * whatever way that ends: who waits until nobody has it finds no process of that DAGAppMaster any more. Not thread-safe.
 */
public final class MasterClaim {
    private static final String LOCK = "master.lock";

    private final Path file;

    private MasterClaim(Path file) {
        this.file = file;
    }

    /**
     * Takes it; empty if a living process has it. What a killed DAGAppMaster told of itself goes.
     *
     * @throws IOException if the data directory cannot be written
     */
    public static Optional<MasterClaim> take(Path dataDirectory) throws IOException {
        Path directory = Files.createDirectories(directory(dataDirectory));
        if (LifeLock.take(directory.resolve(LOCK)).isEmpty()) {
            return Optional.empty();
        }
        MasterClaim claim = new MasterClaim(file(dataDirectory));
        claim.withdraw();
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
}
