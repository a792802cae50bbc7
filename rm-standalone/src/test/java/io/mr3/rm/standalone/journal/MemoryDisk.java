package io.mr3.rm.standalone.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk that keeps apart what is safe from what a crash may take: bytes that were not synchronised, names of a directory that
 * was not. It can lose its power at any step, or be full.
 */
final class MemoryDisk implements Disk {
    /** What happens to whoever uses the disk when its power goes. */
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Content {
        private byte[] safe = new byte[0];
        private byte[] written = new byte[0];
    }

    /** As they were after each change since the directory was last synchronised; the last one is how they are. */
    private final List<Map<Path, Content>> names = new ArrayList<>(List.of(Map.of()));

    private long steps;
    private long lastStep = Long.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    private int forces;

    /** The power goes in the middle of step {@code step}, counted from 1. */
    MemoryDisk losesPowerAt(long step) {
        lastStep = step - 1;
        return this;
    }

    /** Writing fails after so many more bytes. */
    void hasRoomFor(long bytes) {
        room = bytes;
    }

    long steps() {
        return steps;
    }

    int forces() {
        return forces;
    }

    byte[] bytes(Path file) {
        return content(file).written;
    }

    /** The disk as somebody may find it after a crash. */
    MemoryDisk afterCrash(Random random) {
        Map<Path, Content> survived = new HashMap<>();
        names.get(random.nextInt(names.size())).forEach((file, content) -> {
            Content left = new Content();
            left.written = afterCrash(content, random);
            left.safe = left.written;
            survived.put(file, left);
        });
        MemoryDisk disk = new MemoryDisk();
        disk.names.set(0, survived);
        return disk;
    }

    /** What was not synchronised is there, or a part of it, or is garbage, or zeros. */
    private static byte[] afterCrash(Content content, Random random) {
        int safe = content.safe.length;
        int written = content.written.length;
        if (written <= safe) {
            return random.nextBoolean() ? content.safe : content.written;
        }
        byte[] left = Arrays.copyOf(content.written, safe + random.nextInt(written - safe + 1));
        int damage = random.nextInt(4);
        for (int at = safe + random.nextInt(written - safe); damage < 2 && at < left.length; at++) {
            left[at] = damage == 0 ? 0 : (byte) random.nextInt();
        }
        return left;
    }

    private void step() {
        steps++;
        if (steps > lastStep) {
            throw new PowerLoss();
        }
    }

    private Map<Path, Content> current() {
        return names.get(names.size() - 1);
    }

    private Content content(Path file) {
        return current().get(file);
    }

    private void change(Map<Path, Content> now) {
        names.add(now);
    }

    @Override
    public boolean exists(Path file) {
        return current().containsKey(file);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        if (!exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return content(file).written.clone();
    }

    @Override
    public Output append(Path file, long length) {
        step();
        Content content = content(file);
        content.written = Arrays.copyOf(content.written, (int) length);
        return new MemoryOutput(content);
    }

    @Override
    public Output create(Path file) {
        step();
        Content content = new Content();
        Map<Path, Content> now = new HashMap<>(current());
        now.put(file, content);
        change(now);
        return new MemoryOutput(content);
    }

    @Override
    public void replace(Path file, Path by) {
        step();
        Map<Path, Content> now = new HashMap<>(current());
        now.put(file, now.remove(by));
        change(now);
    }

    @Override
    public void force(Path directory) {
        step();
        Map<Path, Content> now = current();
        names.clear();
        names.add(now);
    }

    @Override
    public void delete(Path file) {
        step();
        Map<Path, Content> now = new HashMap<>(current());
        now.remove(file);
        change(now);
    }

    private final class MemoryOutput implements Output {
        private final Content content;

        MemoryOutput(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            int before = content.written.length;
            int length = (int) Math.min(bytes.remaining(), room);
            content.written = Arrays.copyOf(content.written, before + length);
            bytes.get(content.written, before, length);
            room -= length;
            // what was being written when the power went is written in part
            step();
            if (bytes.hasRemaining()) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force() {
            step();
            forces++;
            content.safe = content.written;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
