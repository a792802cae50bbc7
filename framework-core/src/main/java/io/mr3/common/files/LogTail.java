package io.mr3.common.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
public final class LogTail {
    private static final int FEW_BYTES = 16 * 1024;

    private LogTail() {}

    /** The last lines, oldest first, out of the last 16 KiB; one line that says so if the file cannot be read. */
    public static List<String> read(Path file, int lines) {
        try {
            return read(file, lines, FEW_BYTES);
        } catch (IOException e) {
            return List.of("cannot read " + file + ": " + e);
        }
    }

    /**
     * The last lines, oldest first.
     *
     * @param lines at most
     * @param maxBytes of the file's end that are looked at; the first line may lack its beginning
     * @throws IOException if the file cannot be read
     */
    public static List<String> read(Path file, int lines, int maxBytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long from = Math.max(0, channel.size() - maxBytes);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // reads on until the buffer is full or the file ends
            }
            List<String> all = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        }
    }
}
