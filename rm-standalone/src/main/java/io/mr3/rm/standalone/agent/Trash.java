package io.mr3.rm.standalone.agent;

import io.mr3.common.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where things go to be deleted: out of the way at once, deleted when there is time, one after another, and after a restart
 * if need be. Thread-safe.
 */
final class Trash {
    private static final Logger LOG = LoggerFactory.getLogger(Trash.class);
    private static final String FOLDER = "trash";

    private final Executor io;
    private final Object oneAtATime = new Object();

    Trash(Executor io) {
        this.io = io;
    }

    /** Moves {@code path} into the trash of {@code disk}, which it lies on. */
    void discard(Path disk, Path path) {
        try {
            Path folder = Files.createDirectories(disk.resolve(FOLDER));
            Path target = folder.resolve(path.getFileName() + "-" + UUID.randomUUID());
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            io.execute(() -> delete(target));
        } catch (IOException e) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                LOG.warn("cannot throw {} away: {}", path, e.toString());
            }
        }
    }

    /** Deletes what an agent before this one left in the trash of {@code disk}. */
    void empty(Path disk) {
        Path folder = disk.resolve(FOLDER);
        if (Files.isDirectory(folder)) {
            // not the folder itself, into which things are moved meanwhile
            io.execute(() -> deleteContent(folder));
        }
    }

    private void deleteContent(Path folder) {
        synchronized (oneAtATime) {
            Trees.deleteContent(folder);
        }
    }

    private void delete(Path path) {
        synchronized (oneAtATime) {
            Trees.delete(path);
        }
    }
}
