package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFilesTest {
    private final Configuration conf = new Configuration();

    @TempDir
    Path directory;

    @Test
    void aWorkerThatSeesTheDirectoriesIsAccepted() throws IOException {
        Path warehouse = Files.createDirectory(directory.resolve("warehouse"));
        try (SharedFiles files = place(
                warehouse.toUri().toString(), directory.resolve("not/yet/there").toString())) {
            SharedFiles.check(conf, files.environment());
            assertEquals(List.of(".mr3-am-1", "warehouse"), names(directory), "beside what does not exist yet");
        }
        assertEquals(List.of("warehouse"), names(directory));
        assertEquals(List.of(), names(warehouse));
    }

    @Test
    void aWorkerThatDoesNotSeeThemIsRefusedInOneLine() throws IOException {
        try (SharedFiles files = place(directory.toString())) {
            Files.delete(directory.resolve(".mr3-am-1"));
            assertRefused(files);
        }
    }

    @Test
    void anotherDirectoryOfThatNameIsNotTheSame() throws IOException {
        try (SharedFiles files = place(directory.toString())) {
            Files.writeString(directory.resolve(".mr3-am-1"), "0".repeat(32));
            assertRefused(files);
        }
    }

    @Test
    void whatCannotBeWrittenIsNotAskedFor() throws IOException {
        try (SharedFiles files = place("nosuchscheme://host/dir")) {
            assertEquals(Map.of(), files.environment());
            SharedFiles.check(conf, files.environment());
        }
    }

    private SharedFiles place(String... directories) {
        return SharedFiles.place(conf, List.of(directories), "am-1");
    }

    private void assertRefused(SharedFiles files) {
        String message = assertThrows(IOException.class, () -> SharedFiles.check(conf, files.environment()))
                .getMessage();
        assertTrue(message.startsWith("mr3.shared.dirs: expected directories that all hosts share"), message);
        assertTrue(message.endsWith(directory.toString()), message);
        assertEquals(1, message.lines().count());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }
}
