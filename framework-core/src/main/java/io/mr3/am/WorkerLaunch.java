package io.mr3.am;

import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.common.WorkerId;
import io.mr3.common.processes.JavaCommand;
import io.mr3.config.AmKeys;
import io.mr3.config.ContainerKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.rm.LaunchSpec;
import io.mr3.rpc.Secret;
import io.mr3.worker.WorkerEnvironment;
import io.mr3.worker.WorkerMain;
import io.mr3.worker.WorkerSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How to launch workers of one group: as a process, and, from the same environment variables, as a thread. Settings and
 * secret travel in the environment; arguments hold neither.
 */
final class WorkerLaunch {
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);
    private static final long MB = 1L << 20;

    private final Mr3Conf conf;
    private final ContainerGroupSpec group;
    private final SessionFiles files;
    private final boolean ownProcess;
    private final InetSocketAddress master;
    private final Secret secret;
    private final Path ownLog;

    /**
     * For the workers of one group.
     *
     * @param files that the workers need beyond what is installed
     * @param ownProcess they must not be threads of this process
     * @param ownLog where this process logs
     */
    WorkerLaunch(
            Mr3Conf conf,
            ContainerGroupSpec group,
            SessionFiles files,
            boolean ownProcess,
            InetSocketAddress master,
            Secret secret,
            Path ownLog) {
        this.conf = conf;
        this.group = group;
        this.files = files;
        this.ownProcess = ownProcess;
        this.master = master;
        this.secret = secret;
        this.ownLog = ownLog;
    }

    LaunchSpec of(WorkerId worker) {
        WorkerSettings settings = settings(worker);
        Map<String, String> environment = new HashMap<>(group.environment());
        environment.putAll(WorkerEnvironment.of(settings));
        return new LaunchSpec(
                command(worker),
                environment,
                WorkerEnvironment.secretsOf(settings),
                group.container(),
                files.files(),
                ownProcess);
    }

    private WorkerSettings settings(WorkerId worker) {
        return new WorkerSettings(
                worker,
                master,
                secret,
                "",
                conf.get(StorageKeys.LOCAL_DIRS).stream().map(Path::of).toList(),
                group.slots(),
                group.taskMemoryMb() * MB,
                conf.get(ContainerKeys.CACHE) * MB,
                logFile(worker),
                PROGRESS_INTERVAL,
                conf.get(AmKeys.COUNTER_INTERVAL),
                conf.get(ContainerKeys.KILL_GRACE));
    }

    /** A worker in this process logs where the process does. */
    private String logFile(WorkerId worker) {
        return conf.get(AmKeys.LOCAL_WORKER) == LocalWorkerKind.THREAD && !ownProcess
                ? ownLog.toString()
                : inLogDir(worker, ".log");
    }

    private String inLogDir(WorkerId worker, String suffix) {
        return Path.of(conf.get(StorageKeys.LOG_DIR), "worker-" + logId(worker) + suffix)
                .toString();
    }

    /** Unique per master, since several may share the directory; conf/worker-log4j2.properties makes the name of it. */
    private String logId(WorkerId worker) {
        return worker.number() + "-of-" + master.getPort();
    }

    /** The JVM's report of its own crash lies beside its log: the working directory is gone when somebody looks. */
    private List<String> command(WorkerId worker) {
        return new JavaCommand(group.heapMb() + conf.get(ContainerKeys.CACHE))
                .logging(conf.get(StorageKeys.HOME), "worker", conf.get(StorageKeys.LOG_DIR))
                .property("mr3.worker.id", logId(worker))
                .options(List.of("-XX:ErrorFile=" + inLogDir(worker, "-crash.log")))
                .options(group.javaOptions())
                .classPath(files.classPath())
                .running(WorkerMain.class.getName());
    }
}
