package io.mr3.tez.worker;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.util.DiskChecker.DiskErrorException;

/**
 * Where an attempt runs, for diagnostics.
 *
 * @param name attempt, vertex, worker and log
 * @param localDirs of its worker, as configured
 */
record AttemptPlace(String name, List<Path> localDirs) {
    private static final String NO_SPACE = "No space left on device";
    private static final String NO_QUOTA = "Disk quota exceeded";
    private static final int MB_SHIFT = 20;

    /** How much room the local directories have, if {@code cause} is that something had none; else empty. */
    String room(Throwable cause) {
        return isLackOfRoom(cause)
                ? localDirs.stream()
                        .map(AttemptPlace::room)
                        .collect(Collectors.joining("; ", " (local directories: ", ")"))
                : "";
    }

    private static boolean isLackOfRoom(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof DiskErrorException || message.contains(NO_SPACE) || message.contains(NO_QUOTA);
    }

    private static String room(Path dir) {
        try {
            FileStore disk = Files.getFileStore(dir);
            return dir + ", " + (disk.getUsableSpace() >> MB_SHIFT) + " of " + (disk.getTotalSpace() >> MB_SHIFT)
                    + " MB free";
        } catch (IOException e) {
            return dir + ", " + e;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
