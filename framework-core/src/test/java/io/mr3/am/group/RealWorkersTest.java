package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.common.AttemptId;
import io.mr3.testkit.Await;
import io.mr3.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group, its broker and the local resource manager with ContainerWorkers that are really there. */
class RealWorkersTest {
    @TempDir
    private Path directory;

    private RealGroup group(String form) throws IOException {
        return new RealGroup(directory, form, WorkerMain.class.getName());
    }

    /** One lease from request to end: the worker answers that it knows no such vertex. */
    private static void roundTrip(RealGroup real, int task) {
        AttemptId attempt = GroupFixture.attempt(1, 1, task);
        real.group.request(GroupFixture.ready(attempt));
        Await.until(() -> real.dag.placed.containsKey(attempt), RealGroup.START);
        real.group.send(real.id, real.dag.placed.get(attempt).id(), List.of(GroupFixture.launchOrder(attempt)));
        Await.until(() -> real.dag.ended.containsKey(attempt));
        assertEquals(LeaseEnd.Kind.FINISHED, real.dag.ended.get(attempt).kind());
    }

    @Test
    void aThreadRegistersAndIsPlacedOn() throws IOException {
        try (RealGroup real = group("thread")) {
            real.group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 1)));
            real.group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 0)));
            Await.until(() -> !real.dag.placed.isEmpty(), RealGroup.START);
            assertEquals(
                    "worker-1@localhost",
                    real.dag.placed.values().iterator().next().location());
            assertEquals(1, real.group.status().workers().size());
        }
    }

    @Test
    void aProcessOutlivesCtrlCAndIsReplacedWhenItIsKilled() throws Exception {
        try (RealGroup real = group("process")) {
            roundTrip(real, 0);
            ProcessHandle process =
                    ProcessHandle.current().children().findFirst().orElseThrow();
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor());
            IntStream.range(1, 50).forEach(task -> roundTrip(real, task));
            AttemptId last = GroupFixture.attempt(1, 0, 0);
            real.place(0);
            process.destroyForcibly();
            Await.until(() -> real.dag.ended.containsKey(last));
            String reason = real.dag.ended.get(last).reason();
            assertTrue(reason.startsWith("worker-1 has ended: killed by signal 9"), reason);
            real.place(1);
            assertEquals(
                    "worker-2@localhost",
                    real.dag.placed.get(GroupFixture.attempt(1, 0, 1)).location());
        }
    }

    @Test
    void aProcessThatCannotStartEndsInOneLineWithItsLastWords() throws IOException {
        try (RealGroup real = new RealGroup(directory, "process", "no.such.Main")) {
            real.group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 0)));
            Await.until(() -> real.dag.unavailable != null, RealGroup.START);
            assertTrue(
                    real.dag.unavailable.startsWith(
                            "ContainerGroup default gets no workers, 2 failed in a row: worker-2 has ended:"
                                    + " exit status 1 before it registered\n    "),
                    real.dag.unavailable);
            assertTrue(real.dag.unavailable.contains("no.such.Main"), real.dag.unavailable);
        }
    }
}
