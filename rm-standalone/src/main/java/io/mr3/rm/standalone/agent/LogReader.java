package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.web.Query;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what containers have printed, and no other file. Thread-safe. */
final class LogReader {
    private static final int FEW_BYTES = 64 << 10;
    private static final int MOST_BYTES = 16 << 20;

    private final Function<String, Optional<Path>> directories;

    /** {@code directories} gives the working directory of a container by its name. */
    LogReader(Function<String, Optional<Path>> directories) {
        this.directories = directories;
    }

    /** A part of a file. */
    record Part(byte[] bytes, long offset, long fileBytes) {}

    /** What was asked for is not there, or is none of the caller's business. */
    static final class NotThereException extends IOException {
        private static final long serialVersionUID = 1L;

        NotThereException(String message) {
            super(message);
        }
    }

    /**
     * Reads a part, by default the end of the current file.
     *
     * @param query {@code file}, {@code offset}, {@code bytes}; each may be missing
     * @throws NotThereException in one line
     * @throws IllegalArgumentException if a number is none
     */
    Part read(String container, Query query) throws IOException {
        String name = query.first("file").orElse(Workplace.OUTPUT);
        if (ContainerNames.parse(container).isEmpty() || !OutputLogs.isLog(name)) {
            throw new NotThereException("expected a container's id and the name of one of its logs");
        }
        Path file = directories
                .apply(container)
                .orElseThrow(() -> new NotThereException("no log of " + container))
                .resolve(name);
        int bytes = (int) number(query, "bytes", FEW_BYTES, MOST_BYTES);
        // never through a link: the worker owns the directory, and may not have this process read for it
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotThereException("no log " + name + " of " + container);
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            long offset = number(query, "offset", Math.max(0, size - bytes), Long.MAX_VALUE);
            ByteBuffer content = ByteBuffer.allocate((int) Math.max(0, Math.min(bytes, size - offset)));
            channel.position(offset);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // reads on until the buffer is full or the file ends
            }
            byte[] read = new byte[content.position()];
            content.flip().get(read);
            return new Part(read, offset, size);
        } catch (NoSuchFileException e) {
            throw new NotThereException("no log " + name + " of " + container);
        }
    }

    private static long number(Query query, String name, long byDefault, long most) {
        String text = query.first(name).orElse(Long.toString(byDefault));
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
            throw new IllegalArgumentException(name + ": expected a number up to " + most + ", got '" + text + "'");
        }
        return Long.parseLong(text);
    }
}
