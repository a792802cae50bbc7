package io.mr3.am.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagers;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.ServiceSet;
import io.mr3.testkit.Await;
import io.mr3.worker.ThreadWorkers;
import io.mr3.worker.WorkerEnvironment;
import io.mr3.worker.WorkerMain;
import io.mr3.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group, its broker and the local resource manager with ContainerWorkers that are really there. */
class RealWorkersTest {
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final MailboxPool pool = new MailboxPool("am", 2);
    private final WorkerService service = new WorkerService();
    private final Secret secret = Secret.generate();
    private final RecordedDag dag = new RecordedDag();
    private final DagId id = GroupFixture.dag(1);
    private RpcServer server;
    private ContainerBroker broker;
    private ContainerGroup group;

    /** The class that a worker process runs; one that does not exist makes it fail. */
    private String mainClass = WorkerMain.class.getName();

    private void start(String form) throws IOException {
        server = RpcServer.start(RpcSettings.defaults(), secret, new ServiceSet("am", service));
        Mr3Conf conf = Mr3Conf.of(Map.of("mr3.local.worker", form, "mr3.local.workers", "2"));
        broker = new ContainerBroker(
                pool,
                mailbox -> new ResourceManagers()
                        .choose(ResourceManagerKind.LOCAL)
                        .create(new ResourceManagerContext(
                                mailbox, pool.io(), conf, directory, new ThreadWorkers(notice -> {}))),
                service,
                new BrokerSettings(START, Duration.ofMillis(10), Duration.ofMillis(20), 2),
                fatal -> {});
        group = new ContainerGroup(
                GroupFixture.spec(1, 0, form.equals("thread") ? 1 : 2), pool, broker, new RecordedWorkers());
        broker.add(group, WorkerKind.of(group.spec(), ""), this::launch);
        broker.start();
        group.start();
        group.join(id, dag);
    }

    private LaunchSpec launch(WorkerId worker) {
        WorkerSettings settings = new WorkerSettings(
                worker,
                server.address(),
                secret,
                "",
                List.of(directory.resolve("local")),
                1,
                64 << 20,
                0,
                "127.0.0.1",
                0,
                1,
                16,
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass);
        return new LaunchSpec(
                command,
                WorkerEnvironment.of(settings),
                WorkerEnvironment.secretsOf(settings),
                group.spec().size().container(),
                List.of(),
                false);
    }

    @AfterEach
    void stop() throws Exception {
        group.stop("the test is over");
        broker.finish(FinalStatus.SUCCEEDED, "the test is over")
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        broker.close();
        server.close();
        pool.close();
    }

    /** One lease from request to end: the worker answers that it knows no such vertex. */
    private void roundTrip(int task) {
        AttemptId attempt = GroupFixture.attempt(1, 1, task);
        group.request(GroupFixture.ready(attempt));
        Await.until(() -> dag.placed.containsKey(attempt), START);
        group.send(id, dag.placed.get(attempt).id(), List.of(GroupFixture.launchOrder(attempt)));
        Await.until(() -> dag.ended.containsKey(attempt));
        assertEquals(LeaseEnd.Kind.FINISHED, dag.ended.get(attempt).kind());
    }

    @Test
    void aThreadRegistersAndIsPlacedOn() throws IOException {
        start("thread");
        group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 0)));
        group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 1)));
        Await.until(() -> !dag.placed.isEmpty(), START);
        assertEquals("worker-1@localhost", dag.placed.values().iterator().next().location());
        assertEquals(1, group.status().workers().size());
    }

    @Test
    void aProcessOutlivesCtrlCAndIsReplacedWhenItIsKilled() throws Exception {
        start("process");
        roundTrip(0);
        ProcessHandle process = ProcessHandle.current().children().findFirst().orElseThrow();
        assertEquals(
                0,
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor());
        IntStream.range(1, 50).forEach(this::roundTrip);
        group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 0)));
        Await.until(() -> dag.placed.containsKey(GroupFixture.attempt(1, 0, 0)));
        process.destroyForcibly();
        Await.until(() -> dag.ended.containsKey(GroupFixture.attempt(1, 0, 0)));
        String reason = dag.ended.get(GroupFixture.attempt(1, 0, 0)).reason();
        assertTrue(reason.startsWith("worker-1 has ended: killed by signal 9"), reason);
        group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 1)));
        Await.until(() -> dag.placed.containsKey(GroupFixture.attempt(1, 0, 1)), START);
        assertEquals(
                "worker-2@localhost",
                dag.placed.get(GroupFixture.attempt(1, 0, 1)).location());
    }

    @Test
    void aProcessThatCannotStartEndsInOneLineWithItsLastWords() throws IOException {
        mainClass = "no.such.Main";
        start("process");
        group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, 0)));
        Await.until(() -> dag.unavailable != null, START);
        assertTrue(
                dag.unavailable.startsWith(
                        "ContainerGroup default gets no workers, 2 failed in a row: worker-2 has ended:"
                                + " exit status 1 before it registered\n    "),
                dag.unavailable);
        assertTrue(dag.unavailable.contains("no.such.Main"), dag.unavailable);
    }
}
