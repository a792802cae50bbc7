package io.mr3.am;

import io.mr3.am.dag.DagIntake;
import io.mr3.am.group.BrokerSettings;
import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.DagQueues;
import io.mr3.am.group.WorkerService;
import io.mr3.am.history.EventLog;
import io.mr3.common.files.LockedDir;
import io.mr3.config.AmKeys;
import io.mr3.config.ContainerKeys;
import io.mr3.config.GroupKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import io.mr3.config.ShuffleKeys;
import io.mr3.config.StorageKeys;
import io.mr3.daemon.DaemonSpec;
import io.mr3.mailbox.MailboxPool;
import io.mr3.mailbox.Pulse;
import io.mr3.master.MasterFile;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagers;
import io.mr3.rm.WorkerLauncher;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.ServiceSet;
import io.mr3.rpc.proto.MasterReport;
import io.mr3.shuffle.ShuffleDaemon;
import io.mr3.shuffle.ShuffleSettings;
import io.mr3.worker.SharedFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root of a DAGAppMaster, embedded or in a process of its own: sessions and their DAGs on one side, a
 * ContainerGroup and the broker to the resource manager on the other, one port for clients and workers between.
 */
public final class DagAppMaster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DagAppMaster.class);
    private static final String END = "the DAGAppMaster ends";
    /** How long DAGs may take to end by themselves; then their workers are taken away. */
    private static final long KILL_SECONDS = 2;

    private static final long FINISH_SECONDS = 10;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private Path secretFile;
    private MasterFile file;
    private EventLog events;

    private DagAppMaster() {}

    /** Makes an intake for DAGs. */
    interface Intakes {
        DagIntake make(Path directory) throws IOException;
    }

    /**
     * Starts a master and returns when clients can reach it; workers start when they are needed.
     *
     * @param intakes makes what understands the DAGs that clients submit, given a directory for what it must keep
     * @param inThisJvm runs workers as threads of this process; null where that is not wanted
     * @param host this process
     * @throws IOException in one line, if it cannot start; nothing is left behind
     * @throws IllegalArgumentException if a setting is wrong, naming the key
     */
    static DagAppMaster start(Mr3Conf conf, Intakes intakes, WorkerLauncher inThisJvm, MasterHost host)
            throws IOException {
        DagAppMaster master = new DagAppMaster();
        try {
            master.compose(conf, intakes, inThisJvm, host);
            return master;
        } catch (IOException | RuntimeException e) {
            master.close();
            throw e;
        }
    }

    private void compose(Mr3Conf conf, Intakes intakes, WorkerLauncher inThisJvm, MasterHost host) throws IOException {
        Instant now = Instant.now();
        // DAGs have threads of their own: a plug-in that blocks holds up neither groups nor sessions.
        MailboxPool dagThreads = closing(new MailboxPool("dag", 2));
        MailboxPool threads = closing(new MailboxPool("am", 2));
        String name =
                "am-" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        Path own = ownDirectory(conf, name);
        Secret secret = secret(conf, own);
        RecordedHistory history = history(conf, threads, name);

        WorkerService workers = new WorkerService();
        CompletableFuture<Sessions> opened = new CompletableFuture<>();
        ContainerBroker broker = closing(new ContainerBroker(
                threads,
                mailbox -> new ResourceManagers()
                        .choose(conf.get(AmKeys.RESOURCE_MANAGER))
                        .create(new ResourceManagerContext(
                                mailbox, threads.io(), conf, own.resolve("workers"), inThisJvm)),
                workers,
                brokerSettings(conf),
                (reason, forGood) -> opened.thenAccept(sessions -> supplyEnds(sessions, host, reason, forGood))));
        Map<String, String> shared = sharedFiles(conf, name);
        // known once the port is open, which is when the first DAG may come
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        DagQueues queues = DagQueueSettings.read(conf);
        ContainerGroups groups = new ContainerGroups(
                groupPlan(conf, queues, host.user()),
                broker,
                (spec, files, ownProcess) -> new WorkerLaunch(
                        conf, spec, files, ownProcess, bound.join(), secret, host.logFile(), shared)::of,
                threads,
                dagThreads,
                history,
                history);
        DagIntake intake = intakes.make(own.resolve("files"));
        threads.io().execute(intake::prepare);
        Sessions sessions = new Sessions(
                threads,
                intake,
                groups,
                history,
                queues,
                conf.get(AmKeys.MAX_CONCURRENT_DAGS),
                conf.get(AmKeys.MAX_FINISHED_DAGS));
        opened.complete(sessions);
        if (host.isShared()) {
            Pulse.file(System.getenv()).ifPresent(sessions::showPulse);
        }
        AdminService admin = new AdminService(
                facts(conf, name, now, host),
                sessions,
                groups::all,
                broker::allocated,
                new ReportedLogs(host.logFile(), List.of(Path.of(conf.get(StorageKeys.LOG_DIR)), own)),
                threads.io(),
                host);

        RpcServer server = closing(RpcServer.start(
                RpcSettings.defaults().listeningOn(conf.get(AmKeys.BIND_HOST), conf.get(AmKeys.PORT)),
                secret,
                new ServiceSet(name, workers, sessions, admin)));
        OwnAddress address = OwnAddress.of(conf, server.address());
        bound.complete(address.forWorkers());
        groups.start();
        started.push(() -> within(FINISH_SECONDS, sessions.stop(END), "DAGs"));
        started.push(() -> within(FINISH_SECONDS, broker.finish(FinalStatus.SUCCEEDED, END), "workers"));
        started.push(() -> groups.stop(END));
        started.push(() -> within(KILL_SECONDS, sessions.stop(END), "DAGs"));
        await(broker);
        file = new MasterFile(
                name,
                ProcessHandle.current().pid(),
                OwnAddress.text(address.forClients()),
                secretFile,
                host.logFile(),
                now);
        file.write(own.resolve(MasterFile.NAME));
        LOG.info("DAGAppMaster {} listens on {}, {}", name, server.address(), address);
    }

    /**
     * DAGs that wait for workers would wait for ever. A process that clients share ends then, and they start another one; one that
     * is its client's as well goes on for as long as the resource manager may come back.
     */
    private static void supplyEnds(Sessions sessions, MasterHost host, String reason, boolean forGood) {
        LOG.error("{}", reason);
        if (forGood || host.isShared()) {
            sessions.stop(reason);
        }
        if (host.isShared()) {
            host.shutDown().accept(reason);
        }
    }

    /** Each declared group is read at once, so that a mistake is found now. */
    private static ContainerGroups.Plan groupPlan(Mr3Conf conf, DagQueues queues, String user) {
        Set<String> declared = GroupKeys.declared(conf);
        declared.forEach(name -> GroupSettings.read(conf, name));
        GroupSettings.read(conf, ContainerGroups.DEFAULT);
        return new ContainerGroups.Plan(
                name -> GroupSettings.read(conf, name),
                declared,
                AttachedDaemons.read(conf, shuffleHandlers(conf))::of,
                queues,
                user);
    }

    /** What does not change. */
    private static MasterReport facts(Mr3Conf conf, String name, Instant started, MasterHost host) {
        return MasterReport.newBuilder()
                .setName(name)
                .setPid(ProcessHandle.current().pid())
                .setStartedMs(started.toEpochMilli())
                .setShared(host.isShared())
                .setLogFile(host.logFile().toString())
                .setResourceManager(conf.get(AmKeys.RESOURCE_MANAGER).name().toLowerCase(Locale.ROOT))
                .build();
    }

    /** What others need to find this master; it stands in the master's own directory as well. */
    MasterFile file() {
        return file;
    }

    /** What happened, as JSON lines; null if the event log is turned off. */
    public Path eventLog() {
        return events == null ? null : events.file();
    }

    /** For what must not outlive this master; those of masters that were killed go now. */
    private Path ownDirectory(Mr3Conf conf, String name) throws IOException {
        Path parent = Files.createDirectories(Path.of(conf.get(StorageKeys.DATA_DIR), "run"));
        LockedDir.removeStale(parent);
        return closing(LockedDir.create(parent, name)).path();
    }

    private Secret secret(Mr3Conf conf, Path directory) throws IOException {
        String configured = conf.get(AmKeys.SECRET_FILE);
        if (!configured.isEmpty()) {
            secretFile = Path.of(configured);
            return Secret.read(secretFile);
        }
        secretFile = directory.resolve("secret");
        Secret secret = Secret.generate();
        secret.write(secretFile);
        return secret;
    }

    private RecordedHistory history(Mr3Conf conf, MailboxPool threads, String name) throws IOException {
        if (!conf.get(StorageKeys.EVENT_LOG_ENABLED)) {
            return new RecordedHistory(event -> {});
        }
        events = EventLog.open(
                threads,
                Path.of(conf.get(StorageKeys.EVENT_LOG_DIR)),
                name,
                conf.get(StorageKeys.EVENT_LOG_SIZE) * (1L << 20));
        started.push(() -> within(FINISH_SECONDS, events.end(), "the event log"));
        return new RecordedHistory(events::record);
    }

    /** Workers of the local resource manager are on this host. */
    private Map<String, String> sharedFiles(Mr3Conf conf, String name) {
        if (conf.get(AmKeys.RESOURCE_MANAGER) == ResourceManagerKind.LOCAL) {
            return Map.of();
        }
        return closing(SharedFiles.place(new Configuration(), conf.get(StorageKeys.SHARED_DIRS), name))
                .environment();
    }

    /** @throws IllegalArgumentException if not all handlers of a worker find a port */
    static DaemonSpec shuffleHandlers(Mr3Conf conf) {
        int handlers = conf.get(ShuffleKeys.HANDLERS);
        int port = conf.get(ShuffleKeys.PORT);
        int last = 65536 - handlers;
        if (port > last) {
            throw new IllegalArgumentException(ShuffleKeys.PORT + ": expected at most " + last + ", since "
                    + ShuffleKeys.HANDLERS + " is " + handlers + ", got " + port);
        }
        ShuffleSettings settings = ShuffleSettings.DEFAULT
                .listeningOn(conf.get(ShuffleKeys.BIND_HOST), port)
                .withThreads(conf.get(ShuffleKeys.THREADS), handlers)
                .withConnections(conf.get(ShuffleKeys.MAX_CONNECTIONS));
        return new DaemonSpec(
                ShuffleDaemon.NAME, ShuffleDaemon.class.getName(), ShuffleDaemon.payload(settings, handlers));
    }

    private static BrokerSettings brokerSettings(Mr3Conf conf) {
        BrokerSettings defaults = BrokerSettings.defaults();
        return new BrokerSettings(
                conf.get(ContainerKeys.START_TIMEOUT),
                defaults.firstRetry(),
                defaults.longestRetry(),
                defaults.maxFailures());
    }

    private static void await(ContainerBroker broker) throws IOException {
        try {
            broker.start().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the resource manager takes no application: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while registering with the resource manager", e);
        }
    }

    private static void within(long seconds, CompletionStage<Void> end, String what) {
        try {
            end.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} did not end within {} s: {}", what, seconds, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        started.push(part);
        return part;
    }

    /** Ends in the reverse order of the start: DAGs first, then workers, the port, the log, the threads. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the DAGAppMaster did not close", e);
            }
        }
    }
}
