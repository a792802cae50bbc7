package io.mr3.common.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that belongs to one living owner, a worker or a DAGAppMaster: a file beside it is locked for as long as the
 * owner lives, so whoever gets the lock knows that the directory is a dead one's. Thread-safe.
 */
public final class LockedDir implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockedDir.class);
    private static final String PREFIX = "mr3-";
    private static final String LOCK = ".lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** Lock files of owners in this process: to close a second channel on one would let go of the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private LockedDir(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Where to put files; exists until {@link #close}. */
    public Path path() {
        return path;
    }

    /** Makes a new directory below {@code parent}, named after {@code owner}, that no other user can enter. */
    public static LockedDir create(Path parent, String owner) throws IOException {
        while (true) {
            Path lockFile = Files.createTempFile(parent, PREFIX + owner + "-", LOCK);
            HELD.add(lockFile);
            FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.WRITE);
            // an owner that starts beside this one may have taken the fresh file for a dead one's
            if (lock.tryLock() != null && Files.exists(lockFile)) {
                Path dir = directoryOf(lockFile);
                LockedDir made = new LockedDir(dir, lockFile, lock);
                try {
                    Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                    return made;
                } catch (IOException e) {
                    made.close();
                    throw e;
                }
            }
            lock.close();
            HELD.remove(lockFile);
        }
    }

    /**
     * Makes the directory again if somebody has removed it; what was in it is lost.
     *
     * @throws IOException if it cannot be made, or its parent is gone, as that of a disk that is no longer mounted
     */
    public void restore() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
    }

    /** Removes directories below {@code parent} whose owners are dead. */
    public static void removeStale(Path parent) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path lockFile : locks) {
                removeIfStale(lockFile);
            }
        }
    }

    /** Deletes the directory and lets go of it. */
    @Override
    public void close() {
        Trees.delete(path);
        try {
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", lockFile, e.toString());
        }
        HELD.remove(lockFile);
    }

    private static void removeIfStale(Path lockFile) {
        if (HELD.contains(lockFile)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                return;
            }
            Path dir = directoryOf(lockFile);
            if (Files.exists(dir)) {
                LOG.info("removing what a dead process left in {}", dir);
                Trees.delete(dir);
            }
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.warn("cannot remove what a dead process left beside {}: {}", lockFile, e.toString());
        }
    }

    private static Path directoryOf(Path lockFile) {
        String name = lockFile.getFileName().toString();
        return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }
}
