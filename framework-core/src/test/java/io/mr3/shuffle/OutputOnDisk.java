package io.mr3.shuffle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mr3.common.DagId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Writes an output as Tez lays it out, with any bytes for its partitions. */
final class OutputOnDisk {
    private OutputOnDisk() {}

    /** Data and index may lie on two disks. */
    static Path write(Path dataDir, Path indexDir, DagId dag, String output, String... partitions) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer index = ByteBuffer.allocate(partitions.length * 24 + 8);
        for (String partition : partitions) {
            index.putLong(data.size()).putLong(2L * partition.length()).putLong(partition.length());
            data.write(partition.getBytes(US_ASCII));
        }
        CRC32 sum = new CRC32();
        sum.update(index.array(), 0, index.position());
        index.putLong(sum.getValue());
        String place = "dag_" + dag.number() + "/output/" + output;
        Path dataPlace = Files.createDirectories(dataDir.resolve(place));
        Path indexPlace = Files.createDirectories(indexDir.resolve(place));
        Files.write(indexPlace.resolve("file.out.index"), index.array());
        return Files.write(dataPlace.resolve("file.out"), data.toByteArray());
    }
}
