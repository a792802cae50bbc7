package io.mr3.rm.standalone.journal;

import io.mr3.rm.standalone.proto.JournalRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a journal's file. Used by one thread after the other. */
final class JournalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

    private final Disk disk;
    private final Path directory;
    private final Path file;
    private final Path fresh;
    private Disk.Output output;

    JournalWriter(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.file = directory.resolve("journal");
        this.fresh = directory.resolve("journal.new");
    }

    Path file() {
        return file;
    }

    /** Reads what there is, or begins a journal; cuts off what was being written when its process ended. */
    JournalFile.Content open() throws IOException {
        disk.delete(fresh);
        if (!disk.exists(file)) {
            replace(List.of());
        }
        byte[] bytes = disk.read(file);
        JournalFile.Content content = JournalFile.read(file.toString(), bytes);
        if (content.length() < bytes.length) {
            LOG.warn(
                    "{}: offset {}: {} bytes were being written when their process ended; they are cut off",
                    file,
                    content.length(),
                    bytes.length - content.length());
        }
        close();
        output = disk.append(file, content.length());
        output.force();
        return content;
    }

    void append(List<JournalRecord> records) throws IOException {
        output.write(Frame.of(records));
        output.force();
    }

    /** Afterwards the file holds the snapshot alone; whenever this ends early, either what it held before or that. */
    void replace(List<JournalRecord> snapshot) throws IOException {
        List<ByteBuffer> frames = Frame.ofAll(snapshot);
        Disk.Output replacing = disk.create(fresh);
        try {
            replacing.write(JournalFile.header(
                    frames.stream().mapToLong(ByteBuffer::remaining).sum()));
            for (ByteBuffer frame : frames) {
                replacing.write(frame);
            }
            replacing.force();
            disk.replace(file, fresh);
            disk.force(directory);
        } catch (IOException e) {
            replacing.close();
            throw e;
        }
        close();
        output = replacing;
    }

    void close() throws IOException {
        if (output != null) {
            Disk.Output closing = output;
            output = null;
            closing.close();
        }
    }
}
