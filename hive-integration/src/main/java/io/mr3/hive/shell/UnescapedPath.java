package io.mr3.hive.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * A path that is the same as a URI. Hive writes the path of its scratch directory down as a URI and reads that as a path,
 * twice; with a blank in it, files would end up in directories called {@code %20} and {@code %2520} elsewhere.
 */
final class UnescapedPath {
    private UnescapedPath() {}

    /** The directory itself, or a link to it that exists until this process ends. */
    static Path of(Path directory) {
        if (new org.apache.hadoop.fs.Path(directory.toString())
                .toUri()
                .toString()
                .equals(directory.toString())) {
            return directory;
        }
        try {
            Path link = Files.createTempDirectory("mr3-").resolve("data");
            Files.createSymbolicLink(link, directory);
            ShutdownHookManager.get().addShutdownHook(() -> remove(link), HiveSession.AFTER_HIVE);
            return link;
        } catch (IOException e) {
            throw new BadInput(
                    "a link to " + directory + " can't be made, whose path Hive can't use as it is: " + e.getMessage(),
                    e);
        }
    }

    private static void remove(Path link) {
        try {
            Files.delete(link);
            Files.delete(link.getParent());
        } catch (IOException e) {
            // the system clears its directory for temporary files
        }
    }
}
