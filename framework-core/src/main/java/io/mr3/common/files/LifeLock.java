package io.mr3.common.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that one process at a time has taken, and that is free again when that process has ended, in whatever way. The
 * empty file stays: to delete it would let two processes lock two files of one name. To end the process is enough to let
 * go. Thread-safe.
 */
public final class LifeLock implements AutoCloseable {
    /** Locked by the process that has taken the file. */
    private static final long LIFE = 0;
    /** Locked for the moment in which somebody tries the other byte, so that a look is never mistaken for an owner. */
    private static final long TURN = 1;

    /** What this process has taken and not let go: to close a second channel on one of these would let go of its lock. */
    private static final Map<Path, LifeLock> TAKEN = new HashMap<>();

    private final Path file;
    private final FileChannel channel;

    private LifeLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes {@code file}, which is made if it is missing; empty if a living process has taken it.
     *
     * @throws IOException if the file cannot be written or its file system has no locks
     */
    public static Optional<LifeLock> take(Path file) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        synchronized (TAKEN) {
            if (TAKEN.containsKey(path)) {
                return Optional.empty();
            }
            FileChannel channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            boolean taken = false;
            try {
                taken = tryLife(channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            if (!taken) {
                return Optional.empty();
            }
            LifeLock lock = new LifeLock(path, channel);
            TAKEN.put(path, lock);
            return Optional.of(lock);
        }
    }

    /**
     * Whether a living process, this one included, has taken {@code file}.
     *
     * @throws IOException if the file is there but cannot be looked at
     */
    public static boolean isTaken(Path file) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        synchronized (TAKEN) {
            if (TAKEN.containsKey(path)) {
                return true;
            }
            if (!Files.exists(path)) {
                return false;
            }
            // what was tried is let go before the turn is, so that nobody takes the look for an owner
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock turn = channel.lock(TURN, 1, false);
                    FileLock life = channel.tryLock(LIFE, 1, false)) {
                return !turn.isValid() || life == null;
            }
        }
    }

    private static boolean tryLife(FileChannel channel) throws IOException {
        try (FileLock turn = channel.lock(TURN, 1, false)) {
            return turn.isValid() && channel.tryLock(LIFE, 1, false) != null;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (TAKEN) {
            channel.close();
            TAKEN.remove(file);
        }
    }
}
