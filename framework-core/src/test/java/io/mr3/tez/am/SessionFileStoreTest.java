package io.mr3.tez.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.dag.SessionFiles;
import io.mr3.rm.LaunchFile;
import io.mr3.rpc.proto.Resource;
import io.mr3.tez.plugin.DagUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileStoreTest {
    @TempDir
    Path dir;

    private final DagUser user =
            new DagUser("alice", new Credentials(), getClass().getClassLoader());
    private SessionFileStore store;
    private Path installed;

    @BeforeEach
    void install() throws IOException {
        installed = Files.createDirectories(dir.resolve("lib"));
        write(installed.resolve("engine-1.0.jar"), "engine");
        write(installed.resolve("other.jar"), "same size");
        store = new SessionFileStore(dir.resolve("store"), new InstalledFiles(installed + "/*"), Set.of("engine"));
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private Resource named(String name, String content) throws IOException {
        Path file = write(dir.resolve("client").resolve(name + content.hashCode()), content);
        return Resource.newBuilder()
                .setName(name)
                .setPath(file.toUri().toString())
                .setSize(Files.size(file))
                .build();
    }

    private SessionFiles fetch(Resource... files) throws IOException {
        return store.fetch(List.of(files), new Configuration(), user);
    }

    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("store"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void filesAreKeptByContentForAsLongAsTheyAreUsed() throws IOException {
        SessionFiles first = fetch(named("a.jar", "code"), named("run.sh", "echo"));
        SessionFiles second = fetch(named("b.jar", "code"));
        assertEquals(List.of("a.jar"), first.classPath());
        assertEquals(
                List.of("a.jar", "run.sh"),
                first.files().stream().map(LaunchFile::name).toList());
        Path script = Path.of(first.files().get(1).source());
        assertEquals("echo", Files.readString(script));
        assertEquals("r-x------", PosixFilePermissions.toString(Files.getPosixFilePermissions(script)));
        assertEquals(2, stored().size());
        first.retain();
        first.release();
        assertEquals(2, stored().size());

        first.release();
        assertEquals(1, stored().size(), "the second session's");
        second.release();

        assertEquals(List.of(), stored());
    }

    @Test
    void theFingerprintIsThatOfNamesAndContents() throws IOException {
        String print = fetch(named("a.jar", "code")).fingerprint();
        assertEquals(print, fetch(named("a.jar", "code")).fingerprint());
        assertNotEquals(print, fetch(named("a.jar", "cade")).fingerprint());
        assertNotEquals(print, fetch(named("b.jar", "code")).fingerprint());
        assertEquals("", fetch().fingerprint());
    }

    @Test
    void whatEveryWorkerHasIsLeftOut() throws IOException {
        assertSame(SessionFiles.NONE, fetch(named("x.jar", "same size")));
        assertEquals(List.of(), stored());
        assertEquals(
                List.of("y.jar"),
                fetch(named("x.jar", "same size"), named("y.jar", "same-size")).classPath());
        String hash = "0".repeat(64);
        Resource lies = named("engine-1.0-" + hash + ".jar", "engine");
        assertSame(SessionFiles.NONE, fetch(lies), "its content counts");
    }

    @Test
    void anotherVersionOfAFixedArtifactIsRefused() throws IOException {
        Resource other = named("engine-1.1.jar", "engine 1.1");
        String message = assertThrows(IOException.class, () -> fetch(named("a.jar", "code"), other))
                .getMessage();
        assertEquals("expected the engine that is installed here, got another one: " + other.getPath(), message);
        assertEquals(List.of(), stored());
        // also while another session holds the same content under a name that may be brought
        SessionFiles renamed = fetch(named("x.jar", "engine 1.1"));
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    message, assertThrows(IOException.class, () -> fetch(other)).getMessage());
        }
        renamed.release();
        assertEquals(List.of(), stored());
        assertEquals(
                List.of("engineer-2.jar"), fetch(named("engineer-2.jar", "x")).classPath());
    }

    @Test
    void aFileThatWasChangedOrDeletedIsNamed() throws IOException {
        Resource gone = named("gone.jar", "code").toBuilder()
                .setPath(dir.resolve("nowhere").toUri().toString())
                .build();
        assertTrue(assertThrows(IOException.class, () -> fetch(gone))
                .getMessage()
                .startsWith("expected file gone.jar of the session at file:"));
        Resource changed = named("changed.jar", "code").toBuilder().setSize(5).build();
        assertTrue(assertThrows(IOException.class, () -> fetch(changed))
                .getMessage()
                .startsWith("expected file changed.jar with 5 bytes at file:"));
        assertEquals(List.of(), stored());
    }

    @Test
    void anArchiveIsADirectory() throws IOException {
        Path zip = dir.resolve("client/data.zip");
        Files.createDirectories(zip.getParent());
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("below/file.txt"));
            entries.write("unpacked".getBytes(StandardCharsets.UTF_8));
        }
        Resource archive = Resource.newBuilder()
                .setName("data.zip")
                .setPath(zip.toUri().toString())
                .setSize(Files.size(zip))
                .setArchive(true)
                .build();
        SessionFiles files = fetch(archive);
        Path directory = Path.of(files.files().get(0).source());
        assertEquals("unpacked", Files.readString(directory.resolve("below/file.txt")));
        assertEquals(List.of(), files.classPath());
        files.release();
        assertEquals(List.of(), stored());

        Resource unknown = archive.toBuilder().setName("data.rar").build();
        assertEquals(
                "expected an archive .zip, .jar, .tar, .tar.gz or .tgz, got data.rar",
                assertThrows(IOException.class, () -> fetch(unknown)).getMessage());
    }
}
