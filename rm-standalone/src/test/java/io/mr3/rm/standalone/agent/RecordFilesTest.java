package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.ContainerRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent writes down it reads again, and nothing else. */
class RecordFilesTest {
    @TempDir
    Path directory;

    private RecordFiles files;

    @BeforeEach
    void open() {
        files = new RecordFiles(directory);
    }

    private static ContainerRecord record(int worker) {
        return ContainerRecord.newBuilder()
                .setLaunch(AgentWorld.launch(new ContainerId("app-1", worker), 10, 1))
                .setAttempt(worker)
                .build();
    }

    @Test
    void theLastContentIsRead() throws IOException {
        files.write(record(1));
        files.write(record(1).toBuilder().setAttempt(7).build());
        files.write(record(2));
        files.delete(new ContainerId("app-1", 2));
        files.delete(new ContainerId("app-1", 3));
        assertEquals(List.of(record(1).toBuilder().setAttempt(7).build()), new RecordFiles(directory).read());
    }

    @Test
    void aWriterThatDiesLeavesTheOldContent() throws IOException {
        files.write(record(1));
        Files.write(directory.resolve("app-1_worker-1.record.new"), new byte[] {1, 2, 3});
        assertEquals(List.of(record(1)), files.read());
        files.write(record(1).toBuilder().setAttempt(3).build());
        assertEquals(3, files.read().get(0).getAttempt());
    }

    @Test
    void anyDamageIsNoticedAndOthersAreRead() throws IOException {
        files.write(record(2));
        Path file = directory.resolve("app-1_worker-1.record");
        files.write(record(1));
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 4;
            Files.write(file, bad);
            assertEquals(List.of(record(2)), files.read(), "bit of byte " + i);
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertEquals(List.of(record(2)), files.read(), "length " + length);
        }
        assertTrue(Files.exists(directory.resolve("app-1_worker-1.record.bad")));
    }

    @Test
    void whomToObeyIsNotGuessed() throws IOException {
        assertEquals(AgentState.getDefaultInstance(), files.readState());
        AgentState state = AgentState.newBuilder().setCluster("c").setEpoch(4).build();
        files.writeState(state);
        assertEquals(state, new RecordFiles(directory).readState());
        Path file = directory.resolve("agent.state");
        byte[] bytes = Files.readAllBytes(file);
        bytes[5] ^= 1;
        Files.write(file, bytes);
        IOException bad = assertThrows(IOException.class, files::readState);
        assertEquals(file + ": its checksum does not fit its content", bad.getMessage());
    }
}
