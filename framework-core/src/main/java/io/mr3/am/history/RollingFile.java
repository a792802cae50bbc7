package io.mr3.am.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is appended to; when it holds its share of the bound it becomes {@code <name>.1}, which becomes
 * {@code <name>.2}, and so on; the last one is dropped. Only its owner can read it. Not safe from several threads.
 */
final class RollingFile implements AutoCloseable {
    /** The current file and its predecessors. */
    static final int FILES = 4;

    private final Path file;
    private final long maxBytesEach;
    private OutputStream out;
    private long size;

    RollingFile(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytesEach = maxBytes / FILES;
        Files.createDirectories(file.toAbsolutePath().getParent());
        open();
    }

    void append(byte[] bytes) throws IOException {
        if (size > 0 && size + bytes.length > maxBytesEach) {
            roll();
        }
        out.write(bytes);
        size += bytes.length;
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void open() throws IOException {
        out = new BufferedOutputStream(Channels.newOutputStream(Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))));
        size = Files.size(file);
    }

    private void roll() throws IOException {
        out.close();
        for (int i = FILES - 1; i > 0; i--) {
            Path younger = i == 1 ? file : predecessor(i - 1);
            if (Files.exists(younger)) {
                Files.move(younger, predecessor(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        open();
    }

    private Path predecessor(int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }
}
