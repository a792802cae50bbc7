package io.mr3.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterFileTest {
    private static final MasterFile MASTER = new MasterFile(
            "am-7-x",
            7,
            "127.0.0.1:4711",
            Path.of("/a \"b\"/secret"),
            Path.of("/log/master.log"),
            Instant.ofEpochMilli(1234));

    @TempDir
    Path dir;

    @Test
    void is_read_as_it_was_written_and_replaces_an_earlier_one() throws IOException {
        Path file = dir.resolve(MasterFile.NAME);
        Files.writeString(file, "an earlier one");
        MASTER.write(file);
        assertEquals(MASTER, MasterFile.read(file));
        assertEquals("rw-------", permissions(file));
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"name\":\"am\",\"pid\":1,\"address\":\"127.0.0.1:1\",\"secretFile\":\"/s\",\"logFile\":\"/l\"}",
                "{\"name\":\"am\",\"pid\":\"x\",\"address\":\"127.0.0.1:1\",\"secretFile\":\"/s\",\"logFile\":\"/l\","
                        + "\"started\":\"1970-01-01T00:00:00Z\"}",
                "{\"name\":\"am\",\"pid\":1,\"address\":\"127.0.0.1\",\"secretFile\":\"/s\",\"logFile\":\"/l\","
                        + "\"started\":\"1970-01-01T00:00:00Z\"}",
                "{\"name\":\"am\",\"pid\":1,\"address\":\"127.0.0.1:1\",\"secretFile\":\"/s\",\"logFile\":\"/l\","
                        + "\"started\":\"today\"}"
            })
    void anything_else_is_an_error_that_names_the_file(String content) throws IOException {
        Path file = Files.writeString(dir.resolve(MasterFile.NAME), content);
        IOException thrown = assertThrows(IOException.class, () -> MasterFile.read(file));
        assertEquals(1, thrown.getMessage().lines().count(), thrown.getMessage());
        assertEquals(0, thrown.getMessage().indexOf(file + ": "), thrown.getMessage());
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
