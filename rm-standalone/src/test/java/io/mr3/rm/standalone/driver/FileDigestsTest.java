package io.mr3.rm.standalone.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.LaunchFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestsTest {
    /** Of the three bytes {@code abc}; the example of FIPS 180-4. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path directory;

    private final FileDigests digests = new FileDigests();

    private String digest(Path file) throws IOException {
        return digests.describe(List.of(new LaunchFile("name", file.toUri())))
                .get(0)
                .getSha256();
    }

    @Test
    void readsAFileAgainOnlyAfterAChange() throws IOException {
        Path file = Files.writeString(directory.resolve("a.jar"), "abc");
        FileTime time = Files.getLastModifiedTime(file);
        assertEquals(ABC, digest(file));
        Files.writeString(file, "xyz");
        Files.setLastModifiedTime(file, time);
        assertEquals(ABC, digest(file), "a file of the same time and size is not read");
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertTrue(!digest(file).equals(ABC));
    }

    @Test
    void directoriesAreRefused() {
        String refusal =
                assertThrows(IOException.class, () -> digest(directory)).getMessage();
        assertEquals(
                "the worker's file name cannot be read: " + directory.toUri() + ": it is no regular file", refusal);
    }
}
