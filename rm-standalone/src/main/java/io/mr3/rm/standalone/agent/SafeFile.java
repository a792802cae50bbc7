package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Small files that survive the end of their writer and of its host: a checksum, then the content. A new content is on the
 * disk before it takes the place of the old one, so that a reader finds one of the two.
 */
final class SafeFile {
    private static final String NEW = ".new";
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    private SafeFile() {}

    /** Returns when {@code content} would be found after a power failure. Not for two writers at once. */
    static void write(Path file, byte[] content) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + NEW);
        ByteBuffer bytes = ByteBuffer.allocate(CHECKSUM_BYTES + content.length);
        bytes.putInt(checksum(content)).put(content).flip();
        try (FileChannel out = FileChannel.open(
                whole, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(file);
    }

    /**
     * What was written last.
     *
     * @throws IOException in one line, if that is not what the file holds
     */
    static byte[] read(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        if (all.length < CHECKSUM_BYTES) {
            throw new IOException(file + ": expected a checksum, found " + all.length + " bytes");
        }
        byte[] content = Arrays.copyOfRange(all, CHECKSUM_BYTES, all.length);
        if (ByteBuffer.wrap(all).getInt() != checksum(content)) {
            throw new IOException(file + ": its checksum does not fit its content");
        }
        return content;
    }

    /** Returns when the file would not be found after a power failure. */
    static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            syncDirectory(file);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
