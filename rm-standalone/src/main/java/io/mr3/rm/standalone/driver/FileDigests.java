package io.mr3.rm.standalone.driver;

import io.mr3.rm.LaunchFile;
import io.mr3.rm.standalone.proto.NeededFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Describes files of workers so that a node agent fetches each content once. Files of this host are read for that, once per
 * change; of others nothing but their address is known. Blocks; thread-safe.
 */
final class FileDigests {
    private static final String DIGEST = "SHA-256";

    private final Map<Path, Digest> known = new ConcurrentHashMap<>();

    private record Digest(FileTime modified, long bytes, String sha256) {}

    /**
     * All of them.
     *
     * @throws IOException in one line that names the file, if one cannot be read
     */
    List<NeededFile> describe(List<LaunchFile> files) throws IOException {
        List<NeededFile> needed = new ArrayList<>();
        for (LaunchFile file : files) {
            NeededFile.Builder described = NeededFile.newBuilder()
                    .setName(file.name())
                    .setSource(file.source().toString());
            if ("file".equals(file.source().getScheme())) {
                Digest digest = digest(file);
                described.setSha256(digest.sha256).setBytes(digest.bytes);
            }
            needed.add(described.build());
        }
        return needed;
    }

    private Digest digest(LaunchFile file) throws IOException {
        Path path = Path.of(file.source());
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            if (!now.isRegularFile()) {
                throw new IOException("it is no regular file");
            }
            Digest before = known.get(path);
            if (before != null && before.bytes == now.size() && before.modified.equals(now.lastModifiedTime())) {
                return before;
            }
            Digest read = new Digest(now.lastModifiedTime(), now.size(), sha256(path));
            known.put(path, read);
            return read;
        } catch (IOException e) {
            throw new IOException(
                    "the worker's file " + file.name() + " cannot be read: " + file.source() + ": " + e.getMessage(),
                    e);
        }
    }

    private static String sha256(Path path) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(DIGEST + " is part of every Java platform", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
