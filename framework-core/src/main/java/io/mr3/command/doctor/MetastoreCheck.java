package io.mr3.command.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The embedded metastore, a Derby database that one process at a time can open. */
record MetastoreCheck(Path database) {
    /** Derby locks this file for as long as it has the database open; the file itself may stay. */
    private static final String LOCK = "dbex.lck";

    Finding run() {
        Path lock = database.resolve(LOCK);
        if (!Files.isDirectory(database)) {
            return Finding.good("metastore", "none yet in " + database + "; the first shell makes it");
        }
        if (!Files.exists(lock)) {
            return Finding.good("metastore", database + " is free");
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken == null
                    ? new Finding(
                            "metastore",
                            true,
                            database + " is in use by a shell or service",
                            "another shell needs another MR3_DATA, or a metastore service")
                    : Finding.good("metastore", database + " is free; its last user was killed");
        } catch (IOException e) {
            return Finding.bad("metastore", database + " cannot be looked at: " + e, "check its permissions");
        }
    }
}
