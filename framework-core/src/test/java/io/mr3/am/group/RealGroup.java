package io.mr3.am.group;

import io.mr3.common.DagId;
import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import io.mr3.daemon.DaemonSpec;
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
import io.mr3.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A group with one slot a worker, its broker and the local resource manager; two failed starts in a row are too many. */
final class RealGroup implements AutoCloseable {
    /** In which a worker starts. */
    static final Duration START = Duration.ofSeconds(60);

    final RecordedDag dag = new RecordedDag();
    final DagId id = GroupFixture.dag(1);
    final ContainerGroup group;

    private final MailboxPool pool = new MailboxPool("am", 2);
    private final Secret secret = Secret.generate();
    private final Path directory;
    private final String mainClass;
    private final RpcServer server;
    private final ContainerBroker broker;

    /**
     * Without a worker; a DAG has joined.
     *
     * @param form thread or process
     * @param mainClass that a worker process runs
     */
    RealGroup(Path directory, String form, String mainClass, DaemonSpec... daemons) throws IOException {
        this.directory = directory;
        this.mainClass = mainClass;
        WorkerService service = new WorkerService();
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
                (reason, forGood) -> {});
        group = new ContainerGroup(
                GroupFixture.spec(1, 0, form.equals("thread") ? 1 : 2),
                List.of(daemons),
                DagQueues.individual(),
                pool,
                broker,
                new RecordedWorkers());
        broker.add(group, WorkerKind.of(group.spec(), ""), this::launch);
        broker.start();
        group.start();
        group.join(id, DagQueue.DEFAULT, dag);
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
                "",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
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

    /** Asks for a slot of a task, and waits until it has a place. */
    void place(int task) {
        group.request(GroupFixture.ready(GroupFixture.attempt(1, 0, task)));
        Await.until(() -> dag.placed.containsKey(GroupFixture.attempt(1, 0, task)), START);
    }

    @Override
    public void close() {
        group.stop("the test is over");
        try {
            broker.finish(FinalStatus.SUCCEEDED, "the test is over")
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("workers did not end", e);
        } finally {
            broker.close();
            server.close();
            pool.close();
        }
    }
}
