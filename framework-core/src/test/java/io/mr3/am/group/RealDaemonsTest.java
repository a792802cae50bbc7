package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.testkit.Await;
import io.mr3.testkit.NotedDaemon;
import io.mr3.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons in workers that are processes. */
class RealDaemonsTest {
    @TempDir
    private Path directory;

    private Path notes;

    @BeforeEach
    void makeDirectory() throws IOException {
        notes = Files.createDirectory(directory.resolve("notes"));
    }

    private RealGroup workers() throws IOException {
        return new RealGroup(directory, "process", WorkerMain.class.getName(), NotedDaemon.spec(notes));
    }

    private List<String> notes(String worker) {
        return NotedDaemon.notes(notes, worker);
    }

    @Test
    void allWorkersHearAllEventsAndOneThatComesLateBeforeItsFirstTask() throws IOException {
        try (RealGroup real = workers()) {
            real.place(0);
            NotedDaemon.broadcast(notes, "a");
            NotedDaemon.broadcast(notes, "b");
            Await.until(() -> notes("worker-1").size() == 2);
            real.place(1);
            assertEquals(List.of("a", "b"), notes("worker-2"), "before it is given anything to do");
            NotedDaemon.broadcast(notes, "c");
            Await.until(() -> notes("worker-1").size() == 3 && notes("worker-2").size() == 3);
            assertEquals(List.of("a", "b", "c"), notes("worker-1"));
            assertEquals(List.of("a", "b", "c"), notes("worker-2"));
        }
    }

    @Test
    void aWorkerWhoseProcessIsKilledIsReplacedByOneThatCatchesUp() throws IOException {
        try (RealGroup real = workers()) {
            real.place(0);
            NotedDaemon.broadcast(notes, "a");
            Await.until(() -> notes("worker-1").size() == 1);
            ProcessHandle.current().children().findFirst().orElseThrow().destroyForcibly();
            Await.until(() -> real.dag.ended.containsKey(GroupFixture.attempt(1, 0, 0)));
            NotedDaemon.broadcast(notes, "b");
            real.place(1);
            assertEquals(List.of("a", "b"), notes("worker-2"));
        }
    }

    @Test
    void aDaemonThatFailsTakesItsWorkerWithIt() throws IOException {
        try (RealGroup real = workers()) {
            real.place(0);
            NotedDaemon.broadcast(notes, NotedDaemon.POISON);
            Await.until(() -> real.dag.ended.containsKey(GroupFixture.attempt(1, 0, 0)));
            String reason = real.dag.ended.get(GroupFixture.attempt(1, 0, 0)).reason();
            assertTrue(
                    reason.contains("daemon notes of worker-1 could not handle an event:"
                            + " java.lang.IllegalStateException: is poisoned"),
                    reason);
        }
    }

    /** Each start fails, with longer and longer waits between, and in the end those who wait are told the daemon's own reason. */
    @Test
    void aDaemonThatNeverStartsFailsTheDagsThatWait() throws IOException {
        Files.createFile(notes.resolve("unfit"));
        try (RealGroup real = workers()) {
            real.group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 0)));
            Await.until(() -> real.dag.unavailable != null, RealGroup.START);
            assertTrue(
                    real.dag.unavailable.startsWith(
                            "ContainerGroup default gets no workers, 2 failed in a row: daemon notes"
                                    + " of worker-2 did not start: java.lang.IllegalStateException: found no fit place"),
                    real.dag.unavailable);
        }
    }
}
