package io.mr3.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AppId;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.common.files.DiskProbe;
import io.mr3.common.files.DiskState;
import io.mr3.rpc.Secret;
import io.mr3.rpc.proto.DagEnded;
import io.mr3.rpc.proto.DisksReport;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.Order;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.Report;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with two disks that go bad and come back as the test says, looked at once a minute of virtual time. */
class WorkerDisksTest {
    private static final AppId APP = new AppId(1_700_000_000_000L, 7);

    @TempDir
    Path first;

    @TempDir
    Path second;

    private final VirtualMailboxes mailboxes = new VirtualMailboxes(1);
    private final FakeHost host = new FakeHost();
    private final Map<Path, String> problems = new HashMap<>();
    private int launched;
    private WorkerHarness worker;

    @BeforeEach
    void start() throws IOException {
        worker = new WorkerHarness(settings(first, second), mailboxes, host)
                .serve()
                .watchDisks(probe());
        mailboxes.settle();
    }

    private static WorkerSettings settings(Path... localDirs) {
        return new WorkerSettings(
                new WorkerId(3),
                new InetSocketAddress("127.0.0.1", 1),
                Secret.generate(),
                "host-a",
                List.of(localDirs),
                2,
                1L << 30,
                0,
                "w.log",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30));
    }

    private DiskProbe probe() {
        return directory -> new DiskState(0, 0, problems.getOrDefault(directory.getParent(), ""));
    }

    private void is(Path disk, String problem) {
        problems.put(disk, problem);
        mailboxes.advance(Duration.ofMinutes(1));
    }

    private static DagId dag(int number) {
        return new DagId(APP, number);
    }

    private void register(DagId dag) {
        worker.order(
                Order.newBuilder()
                        .setRegisterDag(RegisterDag.newBuilder()
                                .setDagId(dag.toString())
                                .setUser("u")),
                Order.newBuilder()
                        .setRegisterVertex(RegisterVertex.newBuilder()
                                .setVertexId(new VertexId(dag, 0).toString())
                                .setName("v")));
        mailboxes.settle();
    }

    /** Where an attempt that starts now may write: parents of the worker's own directories. */
    private List<Path> writable(DagId dag) {
        AttemptId id = new AttemptId(new TaskId(new VertexId(dag, 0), launched++), 0);
        worker.launch(Launch.newBuilder().setAttemptId(id.toString()));
        mailboxes.settle();
        return disksOf(host.attempts.get(id).localDirs);
    }

    private List<Path> disksOf(List<Path> dirs) {
        return dirs.stream()
                .map(dir -> dir.startsWith(first) ? first : dir.startsWith(second) ? second : dir)
                .toList();
    }

    private List<DisksReport> told() {
        return worker.reports().stream()
                .filter(Report::hasDisks)
                .map(Report::getDisks)
                .toList();
    }

    private static DisksReport bad(String... directories) {
        return DisksReport.newBuilder()
                .addAllBadDirectories(List.of(directories))
                .build();
    }

    @Test
    void attemptsDoWithoutADiskWhileItIsBadAndTheGroupIsToldOfEachChange() {
        register(dag(1));
        assertEquals(List.of(first, second), writable(dag(1)));
        is(first, "read-only");
        assertEquals(List.of(second), writable(dag(1)));
        mailboxes.advance(Duration.ofMinutes(5));
        assertEquals(List.of(bad(first + ": read-only")), told());
        is(first, "");
        assertEquals(List.of(first, second), writable(dag(1)));
        assertEquals(List.of(bad(first + ": read-only"), bad()), told());
    }

    @Test
    void outputsOfADagThatComesMeanwhileAreLookedForEverywhere() {
        is(first, "read-only");
        register(dag(1));
        List<Path> all = host.dags.get(dag(1)).localDirs;
        assertEquals(List.of(first, second), disksOf(all));
        assertEquals(List.of(second), writable(dag(1)));
        assertFalse(Files.exists(all.get(0)), "nothing is made on a bad disk");
        is(first, "");
        assertTrue(Files.isDirectory(all.get(0)));
        assertEquals(List.of(first, second), writable(dag(1)));
    }

    @Test
    void withoutAGoodDiskTheWorkerGoesOnWithAllAndWantsToLeaveAfterTheSecondCheck() {
        register(dag(1));
        problems.put(second, "full");
        is(first, "full");
        assertEquals(List.of(first, second), writable(dag(1)));
        assertFalse(told().get(told().size() - 1).getWantsToLeave());
        mailboxes.advance(Duration.ofMinutes(1));
        DisksReport last = told().get(told().size() - 1);
        assertEquals(List.of(first + ": full", second + ": full"), last.getBadDirectoriesList());
        assertTrue(last.getWantsToLeave());
        register(dag(2));
        assertEquals(List.of(first, second), writable(dag(2)));
        is(second, "");
        assertEquals(List.of(second), writable(dag(1)));
        assertEquals(bad(first + ": full"), told().get(told().size() - 1));
    }

    @Test
    void eachGroupThatTheWorkerComesToIsTold() {
        is(first, "read-only");
        worker.serve();
        mailboxes.settle();
        assertEquals(List.of(bad(first + ": read-only"), bad(first + ": read-only")), told());
    }

    @Test
    void aDirectoryThatWasBadAtTheStartIsTakenLater() throws IOException {
        Path late = first.resolve("late");
        Files.createFile(late);
        worker = new WorkerHarness(settings(late, second), mailboxes, host)
                .serve()
                .watchDisks(probe());
        mailboxes.settle();
        register(dag(1));
        assertEquals(List.of(second), writable(dag(1)));
        assertTrue(told().get(0).getBadDirectories(0).startsWith(late + ": cannot be made: "), told()::toString);
        Files.delete(late);
        mailboxes.advance(Duration.ofMinutes(1));
        assertEquals(bad(), told().get(told().size() - 1));
        assertEquals(List.of(second), writable(dag(1)), "its outputs are looked for where it began");
        worker.order(Order.newBuilder().setDagEnded(DagEnded.newBuilder().setDagId(dag(1).toString())));
        for (FakeHost.FakeAttempt attempt : host.attempts.values()) {
            attempt.end(io.mr3.rpc.proto.AttemptEnd.Outcome.KILLED);
        }
        mailboxes.settle();
        register(dag(2));
        assertEquals(List.of(first, second), writable(dag(2)));
    }
}
