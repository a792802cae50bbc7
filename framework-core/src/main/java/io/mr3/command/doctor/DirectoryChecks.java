package io.mr3.command.doctor;

import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Directories that processes of mr3 write to, and the space there. A directory that is missing is not made. */
record DirectoryChecks(Mr3Conf conf) {
    private static final long ENOUGH_BYTES = 2L << 30;
    private static final long GB = 1L << 30;

    List<Finding> run() {
        Set<Path> directories = new LinkedHashSet<>();
        directories.add(Path.of(conf.get(StorageKeys.DATA_DIR)));
        conf.get(StorageKeys.LOCAL_DIRS).forEach(directory -> directories.add(Path.of(directory)));
        directories.add(Path.of(conf.get(StorageKeys.LOG_DIR)));
        List<Finding> findings = new ArrayList<>();
        for (Path directory : directories) {
            Path existing = nearestExisting(directory.toAbsolutePath().normalize());
            findings.add(writable(directory, existing));
            findings.add(space(directory, existing));
        }
        return findings;
    }

    private static Path nearestExisting(Path directory) {
        Path existing = directory;
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }

    static Finding writable(Path directory, Path existing) {
        String hint = "choose another with MR3_DATA or in mr3-site.xml, or change its permissions";
        if (!Files.isDirectory(existing)) {
            return Finding.bad("directory", existing + " is not a directory", hint);
        }
        boolean isThere = existing.equals(directory.toAbsolutePath().normalize());
        try {
            if (isThere) {
                Files.delete(Files.createTempFile(directory, "doctor", null));
                return Finding.good("directory", directory + " can be written");
            }
            return Files.isWritable(existing)
                    ? Finding.good("directory", directory + " is missing and can be made")
                    : Finding.bad("directory", directory + " cannot be made in " + existing, hint);
        } catch (IOException e) {
            return Finding.bad("directory", directory + " cannot be written: " + e, hint);
        }
    }

    private static Finding space(Path directory, Path existing) {
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = String.format("%.1f GB free for %s", (double) free / GB, directory);
            return free >= ENOUGH_BYTES
                    ? Finding.good("disk space", found)
                    : Finding.bad("disk space", found, "queries may need more; 2 GB at least");
        } catch (IOException e) {
            return Finding.bad("disk space", "unknown for " + directory + ": " + e, "look at the file system");
        }
    }
}
