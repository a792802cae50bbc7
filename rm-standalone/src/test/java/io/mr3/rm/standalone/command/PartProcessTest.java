package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.processes.JavaCommand;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.command.PartStart.Running;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How parts of a cluster start and end, as real processes that do nothing else. */
class PartProcessTest {
    @TempDir
    Path dir;

    private Mr3Conf conf;
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        conf = Mr3Conf.of(Map.of("mr3.standalone.dir", dir.toString(), "mr3.standalone.start.timeout.ms", "20000"));
        directory = ClusterFiles.of(conf).agent("a");
        Files.createDirectories(ClusterFiles.of(conf).logs());
    }

    @AfterEach
    void end() throws IOException {
        if (ProcessFile.isClaimed(directory)) {
            stop().end();
        }
        StrayProcesses.workersOf(directory).forEach(ProcessHandle::destroyForcibly);
    }

    private LocalPart part(String mode) {
        Path logs = ClusterFiles.of(conf).logs();
        List<String> command = new JavaCommand(32).running(FakePart.class.getName(), "-");
        return new LocalPart(
                "agent a",
                directory,
                logs.resolve("a.log"),
                logs.resolve("a.out"),
                command,
                Map.of("directory", directory.toString(), "mode", mode));
    }

    private Running start(String mode) throws IOException {
        return PartStart.ensure(part(mode), conf, ProcessStarter.BACKGROUND);
    }

    private PartStop stop() {
        return new PartStop("agent a", directory);
    }

    @Test
    void aPartStartsInASessionOfItsOwnAndEndsBySigterm() throws Exception {
        Running running = start("serves");
        assertFalse(running.ranAlready());
        ProcessHandle process = ProcessHandle.of(running.file().pid()).orElseThrow();
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
        assertEquals(Long.toString(process.pid()), session);
        assertEquals(
                directory.toRealPath(),
                Path.of("/proc/" + process.pid() + "/cwd").toRealPath());
        assertTrue(start("serves").ranAlready());

        assertFalse(stop().end());
        assertTrue(stop().hasEnded());
        Await.until(() -> !process.isAlive());
    }

    @Test
    void aPartThatDoesNotCareAboutSigtermGetsSigkill() throws Exception {
        long pid = start("stubborn").file().pid();
        assertTrue(new PartStop("agent a", directory).end(Duration.ofMillis(500)));
        Await.until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aPartThatFailsIsToldWithItsOwnWords() {
        IOException failure = assertThrows(IOException.class, () -> start("fails"));
        assertEquals("agent a did not start: port 1 is in use; see " + dir.resolve("logs/a.out"), failure.getMessage());
    }

    @Test
    void aPartThatNeverServesIsGivenUpAndNothingIsLeft() throws Exception {
        conf = Mr3Conf.of(Map.of("mr3.standalone.dir", dir.toString(), "mr3.standalone.start.timeout.ms", "3000"));
        IOException failure = assertThrows(IOException.class, () -> start("silent"));
        assertEquals(
                "expected agent a to serve within 3 s (mr3.standalone.start.timeout.ms); see "
                        + dir.resolve("logs/a.out"),
                failure.getMessage());
        assertTrue(stop().endsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void aPartThatTellsNothingOfItselfIsFoundByItsDirectory() throws Exception {
        ProcessStarter.Started process = startOnly("silent");
        assertFalse(stop().end());
        Await.until(process::hasEnded);
    }

    private ProcessStarter.Started startOnly(String mode) throws IOException {
        Files.createDirectories(directory);
        ProcessStarter.Started process = ProcessStarter.BACKGROUND.start(part(mode));
        Await.until(() -> isClaimed());
        return process;
    }

    private boolean isClaimed() {
        try {
            return ProcessFile.isClaimed(directory);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNumberThatAStrangerHasGotGetsNoSignal() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.createDirectories(directory);
            new ProcessFile("a", stranger.pid(), "", "", dir.resolve("log"), java.time.Instant.now())
                    .publish(directory);
            AgentOutcome outcome =
                    new LocalAgents(conf, ProcessStarter.BACKGROUND).stop("a", false, Duration.ZERO, true);
            assertEquals(new AgentOutcome("a", true, ""), outcome);
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void workersThatOutliveTheirAgentAreEnded() throws Exception {
        start("with worker");
        List<ProcessHandle> workers = StrayProcesses.workersOf(directory);
        assertEquals(1, workers.size());
        LocalAgents agents = new LocalAgents(conf, ProcessStarter.BACKGROUND);
        assertEquals(
                "agent a has ended by SIGTERM",
                agents.stop("a", true, Duration.ZERO, false).message());
        assertTrue(workers.get(0).isAlive(), "a restart of the agent leaves them");
        assertEquals(
                "agent a has ended; ended 1 of its workers that had stayed",
                agents.stop("a", true, Duration.ZERO, true).message());
        Await.until(() -> !workers.get(0).isAlive());
    }
}
