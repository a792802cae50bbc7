package io.mr3.am.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final AttemptId ATTEMPT = AttemptId.parse("attempt_1700000000000_0001_2_03_000004_5");
    private static final DagId DAG = ATTEMPT.dag();

    private final VirtualMailboxes mailboxes = new VirtualMailboxes(1);

    @TempDir
    Path dir;

    private EventLog open(long maxBytes) throws IOException {
        return EventLog.open(mailboxes, dir.resolve("history"), "am_1", maxBytes);
    }

    private static List<JsonNode> read(Path file) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            events.add(new ObjectMapper().readTree(line));
        }
        return events;
    }

    @Test
    void everyEventIsOneLineOfJson() throws IOException {
        EventLog log = open(1 << 20);
        log.record(new Event.DagSubmitted(DAG, "select \"x\"\n\tfrom t\\u", "hive", 3, 10));
        log.record(new Event.DagStarted(DAG, 11));
        log.record(new Event.AttemptStarted(ATTEMPT, "Map 1", new WorkerId(7), 12));
        log.record(new Event.AttemptEnded(
                ATTEMPT, "Map 1", new WorkerId(7), "FAILED", "no disk \ud83d", 12, 112, 113, 13));
        log.record(new Event.DagEnded(DAG, "FAILED", "Map 1 failed", 14));
        log.record(new Event.WorkerDisks(new WorkerId(7), "g", List.of("/a: full", "/b: gone"), 15));
        mailboxes.settle();
        assertEquals("""
                {"at":10,"event":"dag-submitted","dag":"%1$s","name":"select \\"x\\"\\n\\u0009from t\\\\u","user":"hive","vertices":3}
                {"at":11,"event":"dag-started","dag":"%1$s"}
                {"at":12,"event":"attempt-started","attempt":"%2$s","vertex":"Map 1","worker":"worker-7"}
                {"at":13,"event":"attempt-ended","attempt":"%2$s","vertex":"Map 1","worker":"worker-7","state":"FAILED","diagnostics":"no disk \\ud83d","started":12,"began":112,"done":113}
                {"at":14,"event":"dag-ended","dag":"%1$s","state":"FAILED","diagnostics":"Map 1 failed"}
                {"at":15,"event":"worker-disks","worker":"worker-7","group":"g","bad":"/a: full; /b: gone"}
                """.formatted(DAG, ATTEMPT), Files.readString(log.file()));
        assertEquals(
                "select \"x\"\n\tfrom t\\u", read(log.file()).get(0).get("name").asText());
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        EventLog log = open(1 << 20);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log.file())));
    }

    @Test
    void allFilesTogetherStayWithinTheBoundAndKeepTheLatestEvents() throws IOException {
        int bound = 4000;
        EventLog log = open(bound);
        for (int i = 0; i < 1000; i++) {
            log.record(new Event.DagStarted(DAG, i));
        }
        mailboxes.settle();
        List<Path> files;
        try (Stream<Path> listed = Files.list(log.file().getParent())) {
            files = listed.sorted().toList();
        }
        assertEquals(RollingFile.FILES, files.size(), files.toString());
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        assertTrue(bytes <= bound && bytes > bound / 2, "bytes " + bytes);
        // oldest first: .3 .2 .1 and the current one, without a gap
        List<JsonNode> kept = new ArrayList<>();
        for (int age = RollingFile.FILES - 1; age > 0; age--) {
            kept.addAll(read(log.file().resolveSibling("am_1.jsonl." + age)));
        }
        kept.addAll(read(log.file()));
        for (int i = 0; i < kept.size(); i++) {
            assertEquals(1000 - kept.size() + i, kept.get(i).get("at").asInt());
        }
    }

    @Test
    void endKeepsWhatCameBeforeAndALaterLogGoesOn() throws IOException {
        EventLog log = open(1 << 20);
        log.record(new Event.DagStarted(DAG, 1));
        CompletionStage<Void> ended = log.end();
        log.record(new Event.DagStarted(DAG, 2));
        mailboxes.settle();
        assertTrue(ended.toCompletableFuture().isDone());
        assertEquals(1, read(log.file()).size());
        EventLog next = open(1 << 20);
        next.record(new Event.DagStarted(DAG, 3));
        mailboxes.settle();
        assertEquals(
                List.of(1, 3),
                read(next.file()).stream().map(event -> event.get("at").asInt()).toList());
    }

    @Test
    void eventsBeyondTheBoundAreCountedAndDropped() throws IOException {
        EventLog log = open(1 << 30);
        for (int i = 0; i < EventLog.MAX_WAITING + 5; i++) {
            log.record(new Event.DagStarted(DAG, i));
        }
        mailboxes.settle();
        try (Stream<String> lines = Files.lines(log.file())) {
            List<String> lost =
                    lines.filter(line -> line.contains("events-lost")).toList();
            assertEquals(1, lost.size());
            assertTrue(lost.get(0).endsWith("\"count\":5}"), lost.get(0));
        }
        log.record(new Event.DagStarted(DAG, 7));
        mailboxes.settle();
        try (Stream<String> lines = Files.lines(log.file())) {
            assertEquals(EventLog.MAX_WAITING + 2, lines.count());
        }
    }

    @Test
    void diskThatFailsEndsTheLogAndNothingElse() throws IOException {
        EventLog log = open(400);
        // rolling moves this on until it would have to replace it, which no directory with content allows
        Files.createDirectories(log.file().resolveSibling("am_1.jsonl.1").resolve("occupied"));
        for (int i = 0; i < 10; i++) {
            log.record(new Event.DagStarted(DAG, i));
        }
        mailboxes.settle();
        log.end();
        mailboxes.settle();
        assertEquals(1, read(log.file()).size());
    }

    @Test
    void directoryThatCannotBeMadeIsAnError() throws IOException {
        Files.createFile(dir.resolve("history"));
        assertThrows(IOException.class, () -> open(1000));
    }
}
