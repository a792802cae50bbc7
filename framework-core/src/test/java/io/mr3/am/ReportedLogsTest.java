package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.am.group.GroupStatus.WorkerStatus;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.LogReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportedLogsTest {
    @TempDir
    Path dir;

    private Path own;
    private Path outside;
    private ReportedLogs logs;

    @BeforeEach
    void write() throws IOException {
        Path directory = Files.createDirectory(dir.resolve("log"));
        own = Files.writeString(directory.resolve("master.log"), "one\ntwo\nthree\n");
        outside = Files.writeString(dir.resolve("private"), "not for everybody\n");
        logs = new ReportedLogs(own, List.of(directory, dir.resolve("no such directory")));
    }

    @Test
    void shows_the_end_of_its_own_and_of_a_workers() throws IOException {
        Path file = Files.writeString(dir.resolve("log").resolve("worker.log"), "at work\n");
        LogReport mine = logs.read("am", 2, Stream.of());
        assertEquals(List.of("two", "three"), mine.getLinesList());
        assertEquals(own.toString(), mine.getFile());
        assertEquals(
                List.of("at work"),
                logs.read("worker-2", 10, Stream.of(worker(1, own), worker(2, file)))
                        .getLinesList());
    }

    @Test
    void believes_no_worker_that_names_another_file() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("log").resolve("link"), outside);
        for (Path named :
                List.of(outside, link, dir.resolve("log/../private"), dir.resolve("log"), Path.of("/etc/passwd"))) {
            String refusal = refusal("worker-1", 10, worker(1, named));
            assertEquals(false, refusal.contains("everybody"));
        }
        assertEquals(
                "the log file " + link + " of worker-1 is not in a directory for logs on this host",
                refusal("worker-1", 10, worker(1, link)));
    }

    @Test
    void says_what_it_expects() {
        assertEquals("expected am or the id of a worker, got '../private'", refusal("../private", 10));
        assertEquals("expected am or a worker that is there, got 'worker-3'", refusal("worker-3", 10, worker(1, own)));
        assertEquals("expected 1 to 10000 lines, got 0", refusal("am", 0));
        assertEquals("expected 1 to 10000 lines, got 10001", refusal("am", 10_001));
        assertEquals("worker-1 has not told its log file yet", refusal("worker-1", 1, worker(1, Path.of(""))));
        assertEquals(
                "log file " + dir.resolve("log/gone") + " is not on the DAGAppMaster's host",
                refusal("worker-1", 1, worker(1, dir.resolve("log/gone"))));
    }

    @Test
    void a_directory_is_no_log() {
        logs = new ReportedLogs(dir, List.of());
        assertEquals("the DAGAppMaster logs with its client, into a file of directory " + dir, refusal("am", 10));
    }

    private String refusal(String of, int lines, WorkerStatus... workers) {
        return assertThrows(IOException.class, () -> logs.read(of, lines, Stream.of(workers)))
                .getMessage();
    }

    private static WorkerStatus worker(int number, Path log) {
        WorkerId id = new WorkerId(number);
        return new WorkerStatus(id, id.toString(), "active", 1, 0, 0, log.toString(), List.of());
    }
}
