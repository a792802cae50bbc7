package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.NeededFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of applications by their content, fetched once for all containers: who comes first fetches, others wait. When there
 * is too much, files that no container uses go, the one not used for the longest first. Thread-safe; calls block.
 */
final class FileCache {
    private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);
    private static final String PART = ".part";
    private static final int BUFFER = 128 << 10;

    private final Path directory;
    private final long maxBytes;
    private final FileSource source;
    private final Map<String, CompletableFuture<Path>> fetches = new HashMap<>();
    private final Map<ContainerId, Set<String>> users = new HashMap<>();

    /** Takes over what an agent before has left in {@code directory}. */
    FileCache(Path directory, long maxBytes, FileSource source) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.maxBytes = maxBytes;
        this.source = source;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, "*" + PART)) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** The file, which stays until {@link #release} of {@code user}. */
    Path get(ContainerId user, NeededFile file) throws IOException {
        CompletableFuture<Path> fetch = new CompletableFuture<>();
        CompletableFuture<Path> other;
        synchronized (this) {
            use(user, file.getSha256());
            other = fetches.putIfAbsent(file.getSha256(), fetch);
        }
        if (other != null) {
            return await(other);
        }
        try {
            Path path = getOrFetch(file);
            fetch.complete(path);
            return path;
        } catch (IOException | RuntimeException e) {
            fetch.completeExceptionally(e);
            throw e;
        } finally {
            synchronized (this) {
                fetches.remove(file.getSha256());
            }
            evict();
        }
    }

    /** A container that runs already uses that content. */
    synchronized void use(ContainerId user, String sha256) {
        users.computeIfAbsent(user, any -> new HashSet<>()).add(sha256);
    }

    synchronized void release(ContainerId user) {
        users.remove(user);
    }

    /** Copies a file of unknown content for one container. */
    void copy(NeededFile file, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + PART);
        try {
            fetch(file, part);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path await(CompletableFuture<Path> fetch) throws IOException {
        try {
            return fetch.get();
        } catch (ExecutionException e) {
            // of the fetching thread, told again here, so that each container's failure has its own
            if (e.getCause() instanceof RefusedException refused) {
                throw new RefusedException(refused.getMessage(), refused);
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was fetched");
        }
    }

    private Path getOrFetch(NeededFile file) throws IOException {
        Path target = directory.resolve(file.getSha256());
        if (Files.isRegularFile(target)) {
            Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
            return target;
        }
        Path part = Files.createTempFile(directory, "", PART);
        try {
            String found = fetch(file, part);
            if (!found.equals(file.getSha256())) {
                throw new RefusedException(
                        "file " + file.getSource() + ": expected SHA-256 " + file.getSha256() + ", found " + found);
            }
            // for all workers, as whomever they run, and for none to change
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--r--r--"));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes and syncs {@code target}; its SHA-256. */
    private String fetch(NeededFile file, Path target) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        try (InputStream in = source.open(file.getSource());
                FileChannel out = FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
                ByteBuffer part = ByteBuffer.wrap(buffer, 0, read);
                while (part.hasRemaining()) {
                    out.write(part);
                }
            }
            out.force(false);
        }
        if (file.getBytes() > 0 && bytes != file.getBytes()) {
            throw new RefusedException(
                    "file " + file.getSource() + ": expected " + file.getBytes() + " bytes, found " + bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    private record Entry(Path path, long bytes, FileTime used) {}

    private synchronized void evict() {
        Set<String> inUse = new HashSet<>(fetches.keySet());
        users.values().forEach(inUse::addAll);
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
            entries.sort(Comparator.comparing(Entry::used));
            long total = entries.stream().mapToLong(Entry::bytes).sum();
            for (Entry entry : entries) {
                String name = entry.path().getFileName().toString();
                if (total > maxBytes && !inUse.contains(name) && !name.endsWith(PART)) {
                    Files.deleteIfExists(entry.path());
                    total -= entry.bytes();
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot keep {} within {} bytes: {}", directory, maxBytes, e.toString());
        }
    }
}
