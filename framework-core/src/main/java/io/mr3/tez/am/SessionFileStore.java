package io.mr3.tez.am;

import io.mr3.am.dag.SessionFiles;
import io.mr3.rm.LaunchFile;
import io.mr3.rpc.proto.Resource;
import io.mr3.tez.plugin.DagUser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the files that sessions bring, named by their contents, for as long as somebody uses them: clients delete their
 * own when a session ends, and a worker may have to be started again. Files that every worker has anyway are left out.
 * Thread-safe.
 */
final class SessionFileStore {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFileStore.class);
    private static final int KNOWN = 1000;
    private static final Set<PosixFilePermission> READ_AND_RUN = PosixFilePermissions.fromString("r-x------");
    /** Artifact, version, and the hash that Hive appends. */
    private static final Pattern JAR = Pattern.compile("(.+?)-\\d.*?(?:-([0-9a-f]{64}))?\\.jar");

    private final Path directory;
    private final InstalledFiles installed;
    private final Set<String> fixedArtifacts;
    /** Contents of files that were looked at, so that each is read once; the latest of them. */
    private final Map<Resource, String> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Resource, String> eldest) {
            return size() > KNOWN;
        }
    });
    /** How often each content is retained; guarded by itself. */
    private final Map<String, Integer> uses = new TreeMap<>();

    /**
     * A store.
     *
     * @param directory made when the first file comes
     * @param fixedArtifacts of which sessions may name what is installed and nothing else
     */
    SessionFileStore(Path directory, InstalledFiles installed, Set<String> fixedArtifacts) {
        this.directory = directory;
        this.installed = installed;
        this.fixedArtifacts = fixedArtifacts;
    }

    /**
     * Gets files; blocks. The result is retained once.
     *
     * @param wanted the first of a name counts
     * @param user as whom they are read
     * @throws IOException in one line, if a file cannot be had or must not be brought
     */
    SessionFiles fetch(List<Resource> wanted, Configuration conf, DagUser user) throws IOException {
        Map<String, Resource> byName = new LinkedHashMap<>();
        wanted.forEach(file -> byName.putIfAbsent(file.getName(), file));
        List<Held> held = new ArrayList<>();
        try {
            for (Resource file : byName.values()) {
                String content = fetch(file, conf, user);
                if (content != null) {
                    held.add(new Held(file.getName(), content, file.getArchive()));
                }
            }
            return held.isEmpty() ? SessionFiles.NONE : new Stored(held);
        } catch (IOException | RuntimeException e) {
            held.forEach(this::release);
            throw e;
        }
    }

    /** The file's content, retained; null if every worker has it. */
    private String fetch(Resource file, Configuration conf, DagUser user) throws IOException {
        Matcher jar = JAR.matcher(file.getName());
        boolean fixed = jar.matches() && fixedArtifacts.contains(jar.group(1));
        String said = fixed ? jar.group(2) : null;
        if (said != null && installed.holds(file.getSize(), said)) {
            return null;
        }
        String content = known.get(file);
        if (content != null && installed.holds(file.getSize(), content)) {
            return null;
        }
        if (content == null || !retainExisting(content)) {
            content = copy(file, conf, user);
            known.put(file, content);
        }
        if (installed.holds(file.getSize(), content)) {
            release(content);
            return null;
        }
        if (fixed) {
            release(content);
            throw new IOException(
                    "expected the " + jar.group(1) + " that is installed here, got another one: " + file.getPath());
        }
        return content;
    }

    private boolean retainExisting(String content) {
        synchronized (uses) {
            return uses.computeIfPresent(content, (c, n) -> n + 1) != null;
        }
    }

    /** Reads the file into the store. */
    private String copy(Resource file, Configuration conf, DagUser user) throws IOException {
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, "incoming-", "");
        try {
            String content = user.call(() -> {
                org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.getPath());
                FileSystem files = path.getFileSystem(conf);
                try (InputStream in = files.open(path);
                        OutputStream out = Files.newOutputStream(temporary)) {
                    return Sha256.of(in, (bytes, length) -> out.write(bytes, 0, length));
                }
            });
            if (Files.size(temporary) != file.getSize()) {
                throw new IOException(
                        "expected file " + file.getName() + " with " + file.getSize() + " bytes at " + file.getPath()
                                + ", got " + Files.size(temporary) + ": it was changed since the session named it");
            }
            // scripts are run as they lie here, and nobody may change what another session uses
            Files.setPosixFilePermissions(temporary, READ_AND_RUN);
            synchronized (uses) {
                uses.merge(content, 1, Integer::sum);
                Files.move(temporary, path(content), StandardCopyOption.ATOMIC_MOVE);
            }
            return content;
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "expected file " + file.getName() + " of the session at " + file.getPath() + ", got none: "
                            + e.getMessage(),
                    e);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("file " + file.getName() + " of the session cannot be read: " + e, e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Path path(String content) {
        return directory.resolve(content);
    }

    private void release(Held file) {
        release(file.content);
    }

    private void release(String content) {
        synchronized (uses) {
            if (uses.merge(content, -1, Integer::sum) > 0) {
                return;
            }
            uses.remove(content);
            try {
                Files.deleteIfExists(path(content));
                UnpackedArchive.delete(path(content));
            } catch (IOException e) {
                LOG.warn("cannot delete a file that no session needs: {}", e.toString());
            }
        }
    }

    private record Held(String name, String content, boolean archive) {}

    /** Files of a session, each of which holds one use of its content for each {@link #retain}. */
    private final class Stored implements SessionFiles {
        private final List<Held> held;
        private final List<LaunchFile> files = new ArrayList<>();
        private final List<String> classPath = new ArrayList<>();
        private final String fingerprint;

        private Stored(List<Held> held) throws IOException {
            this.held = held;
            MessageDigest digest = Sha256.digest();
            for (Held file : held) {
                Path source = file.archive ? UnpackedArchive.of(path(file.content), file.name) : path(file.content);
                files.add(new LaunchFile(file.name, source.toUri()));
                if (!file.archive && file.name.endsWith(".jar")) {
                    classPath.add(file.name);
                }
            }
            held.stream()
                    .map(file -> file.name + "\0" + file.content + "\0" + file.archive + "\n")
                    .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public List<LaunchFile> files() {
            return files;
        }

        @Override
        public List<String> classPath() {
            return classPath;
        }

        @Override
        public void retain() {
            held.forEach(file -> retainExisting(file.content));
        }

        @Override
        public void release() {
            held.forEach(SessionFileStore.this::release);
        }
    }
}
