package io.mr3.hive.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own that is soon full. Only root may have one. */
final class SmallDisk implements AutoCloseable {
    private static final String FILLER = "filler";
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /**
     * Mounts one.
     *
     * @param path a directory that does not exist yet
     * @throws IOException if that is not allowed
     */
    static SmallDisk mount(Path path, int megabytes) throws IOException {
        Files.createDirectories(path);
        command("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
        return new SmallDisk(path);
    }

    Path path() {
        return path;
    }

    /** Leaves room for no more than this. */
    void fill(long bytesLeft) throws IOException {
        FileStore store = Files.getFileStore(path);
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream filler = Files.newOutputStream(path.resolve(FILLER))) {
            for (long room = room(store); room > bytesLeft; room = room(store)) {
                filler.write(chunk, 0, (int) Math.min(CHUNK_BYTES, room - bytesLeft));
            }
        }
    }

    private static long room(FileStore store) throws IOException {
        return store.getUsableSpace();
    }

    /** Makes room again. */
    void empty() throws IOException {
        Files.deleteIfExists(path.resolve(FILLER));
    }

    /** Even if somebody still uses it, it is gone for everybody else. */
    @Override
    public void close() throws IOException {
        command("umount", "--lazy", path.toString());
    }

    private static void command(String... words) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", words) + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
