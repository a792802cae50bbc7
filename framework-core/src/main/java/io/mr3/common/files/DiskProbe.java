package io.mr3.common.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Finds out whether files can be kept in a directory. Any thread. */
public interface DiskProbe {
    /** Makes the directory if it is missing. Blocks, on a disk that hangs for ever; what is wrong is part of the answer. */
    DiskState check(Path directory);

    /** Writes eight bytes there, has them written to the disk, reads them back and deletes them. */
    static DiskProbe ofThisHost() {
        return DiskProbe::tryOut;
    }

    private static DiskState tryOut(Path directory) {
        Path file = directory.resolve("disk-check");
        long freeMb = 0;
        long totalMb = 0;
        try {
            Files.createDirectories(directory);
            FileStore store = Files.getFileStore(directory);
            freeMb = store.getUsableSpace() >> 20;
            totalMb = store.getTotalSpace() >> 20;
            long written = ThreadLocalRandom.current().nextLong();
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(written).flip();
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            byte[] read = Files.readAllBytes(file);
            boolean same = read.length == Long.BYTES && ByteBuffer.wrap(read).getLong() == written;
            return new DiskState(freeMb, totalMb, same ? "" : "what is read is not what was written");
        } catch (IOException e) {
            return new DiskState(freeMb, totalMb, "cannot be written: " + e);
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the next check says what is wrong
        }
    }
}
