package io.mr3.tez.shuffle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.shuffle.StoredOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that Tez's own classes wrote, as {@link StoredOutput} sees them. */
class StoredOutputTest {
    private static final DagId DAG = new DagId(new AppId(1700000000000L, 12), 5);
    private static final String OUTPUT = "attempt_1700000000000_0012_5_00_000000_0_10003";
    /** The second was never written, the third has no records. */
    private static final int PARTITIONS = 4;
    /** Before the byte that tells whether a partition is packed, which no checksum covers. */
    private static final String BEFORE_FLAG = "TIF";

    @TempDir
    Path disk1;

    @TempDir
    Path disk2;

    private StoredOutput output;

    @BeforeEach
    void write() throws IOException {
        List<SortedMap<String, Integer>> partitions = new ArrayList<>();
        for (int records : new int[] {5, -1, 0, 7000}) {
            partitions.add(records < 0 ? null : records(records));
        }
        TezOutput.write(TezOutput.configuration(List.of(disk1, disk2)), DAG, OUTPUT, partitions);
        output = new StoredOutput(DAG, OUTPUT, List.of(disk1, disk2));
    }

    private static SortedMap<String, Integer> records(int count) {
        SortedMap<String, Integer> records = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            records.put("key-" + i, i);
        }
        return records;
    }

    @Test
    void whatIsAsItWasWrittenIsNotDamaged() {
        assertEquals(Optional.empty(), output.damage(0, PARTITIONS));
        assertEquals(Optional.empty(), output.damage(PARTITIONS, 1), "nobody wrote that many");
    }

    @Test
    void anyFlippedBitIsDamage() throws IOException {
        Path data = file("file.out");
        byte[] bytes = Files.readAllBytes(data);
        assertTrue(bytes.length > 64 * 1024, "more than is read at once");
        for (int at = 0; at < bytes.length; at += at < 100 ? 1 : 997) {
            if (!new String(bytes, 0, at, ISO_8859_1).endsWith(BEFORE_FLAG)) {
                byte written = bytes[at];
                bytes[at] = (byte) (written ^ (1 << (at % Byte.SIZE)));
                Files.write(data, bytes);
                assertTrue(output.damage(0, PARTITIONS).isPresent(), "byte " + at);
                bytes[at] = written;
            }
        }
    }

    @Test
    void damageOfOtherPartitionsDoesNotMatter() throws IOException {
        Path data = file("file.out");
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length - 1]++;
        Files.write(data, bytes);
        assertEquals(Optional.empty(), output.damage(0, 2));
        assertEquals(Optional.of("partition 3 of " + data + " is not what was written"), output.damage(2, 2));
    }

    @Test
    void whatIsMissingIsDamage() throws IOException {
        Files.delete(file("file.out"));
        assertTrue(output.damage(0, 1).orElseThrow().contains("file.out in none of"));
    }

    private Path file(String name) throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(disk1), Files.walk(disk2))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
