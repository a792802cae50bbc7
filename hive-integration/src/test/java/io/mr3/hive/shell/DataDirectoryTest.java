package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path temp;

    @Test
    void isInTheHomeUnlessTheEnvironmentNamesOne() {
        assertEquals(
                Path.of("/home/u/.mr3"),
                DataDirectory.locate(Map.of(), "/home/u").root());
        assertEquals(
                Path.of("/home/u/.mr3"),
                DataDirectory.locate(Map.of("MR3_DATA", " "), "/home/u").root());
        assertEquals(
                Path.of("/data/x y"),
                DataDirectory.locate(Map.of("MR3_DATA", "/data/./x y"), "/home/u")
                        .root());
    }

    @Test
    void isAbsolute() {
        assertTrue(DataDirectory.locate(Map.of("MR3_DATA", "here"), "/home/u")
                .root()
                .isAbsolute());
    }

    @Test
    void refusesAPathThatDerbyWouldCut() {
        assertThrows(BadInput.class, () -> DataDirectory.locate(Map.of("MR3_DATA", "/a;b"), "/home/u"));
    }

    @Test
    void preparationLeavesNoProbeBehind() throws IOException {
        DataDirectory data = new DataDirectory(temp.resolve("a b/c"));

        data.prepare();

        assertTrue(Files.isDirectory(data.logs()));
        try (Stream<Path> entries = Files.list(data.root())) {
            assertEquals(
                    List.of("logs", "scratch"),
                    entries.map(entry -> entry.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void anUnwritableOneIsNamedInOneLine() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        DataDirectory data = new DataDirectory(file.resolve("mr3"));

        BadInput thrown = assertThrows(BadInput.class, data::prepare);

        assertEquals(
                "data directory " + data.root() + " can't be written; choose another with MR3_DATA",
                thrown.getMessage());
    }
}
