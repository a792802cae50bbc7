package io.mr3.am;

import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.common.WorkerId;
import io.mr3.common.processes.JavaCommand;
import io.mr3.config.AmKeys;
import io.mr3.config.ContainerKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import io.mr3.config.ShuffleKeys;
import io.mr3.config.StorageKeys;
import io.mr3.rm.LaunchFile;
import io.mr3.rm.LaunchSpec;
import io.mr3.rpc.Secret;
import io.mr3.worker.SharedFiles;
import io.mr3.worker.WorkerEnvironment;
import io.mr3.worker.WorkerMain;
import io.mr3.worker.WorkerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    private final Map<String, String> sharedFiles;

    /**
     * For the workers of one group.
     *
     * @param files that the workers need beyond what is installed
     * @param ownProcess they must not be threads of this process
     * @param ownLog where this process logs
     * @param sharedFiles variables that tell a worker's process what it must see, see {@link SharedFiles}
     */
    WorkerLaunch(
            Mr3Conf conf,
            ContainerGroupSpec group,
            SessionFiles files,
            boolean ownProcess,
            InetSocketAddress master,
            Secret secret,
            Path ownLog,
            Map<String, String> sharedFiles) {
        this.conf = conf;
        this.group = group;
        this.files = files;
        this.ownProcess = ownProcess || group.program().ownProcess();
        this.master = master;
        this.secret = secret;
        this.ownLog = ownLog;
        this.sharedFiles = sharedFiles;
    }

    LaunchSpec of(WorkerId worker) {
        WorkerSettings settings = settings(worker);
        Map<String, String> environment = new HashMap<>(group.program().environment());
        environment.putAll(sharedFiles);
        environment.putAll(WorkerEnvironment.of(settings));
        return new LaunchSpec(
                command(worker),
                environment,
                WorkerEnvironment.secretsOf(settings),
                group.size().container(),
                allFiles(),
                ownProcess);
    }

    /** What a session brings stands in place of a file of the group that is called the same. */
    private List<LaunchFile> allFiles() {
        Map<String, LaunchFile> byName = new LinkedHashMap<>();
        group.program().files().forEach(file -> byName.put(file.name(), file));
        files.files().forEach(file -> byName.put(file.name(), file));
        return List.copyOf(byName.values());
    }

    private List<String> classPath() {
        Set<String> jars = new LinkedHashSet<>();
        group.program().files().stream()
                .map(LaunchFile::name)
                .filter(name -> name.endsWith(".jar"))
                .forEach(jars::add);
        jars.addAll(files.classPath());
        return List.copyOf(jars);
    }

    private WorkerSettings settings(WorkerId worker) {
        return new WorkerSettings(
                worker,
                master,
                secret,
                host(),
                conf.get(StorageKeys.LOCAL_DIRS).stream().map(Path::of).toList(),
                group.size().slots(),
                group.size().taskMemoryMb() * MB,
                group.size().cacheMb() * MB,
                logFile(worker),
                PROGRESS_INTERVAL,
                conf.get(AmKeys.COUNTER_INTERVAL),
                conf.get(ContainerKeys.DISK_CHECK_INTERVAL),
                conf.get(ContainerKeys.KILL_GRACE));
    }

    /** Workers on this host alone are known by its loopback name while nobody else reaches what they serve. */
    private String host() {
        boolean areHere = conf.get(AmKeys.RESOURCE_MANAGER) == ResourceManagerKind.LOCAL;
        return areHere && OwnAddress.isLoopback(conf.get(ShuffleKeys.BIND_HOST))
                ? InetAddress.getLoopbackAddress().getHostName()
                : "";
    }

    /** A worker in this process logs where the process does. */
    private String logFile(WorkerId worker) {
        return LocalWorkerKind.isThread(conf) && !ownProcess ? ownLog.toString() : inLogDir(worker, ".log");
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
        return new JavaCommand(group.size().heapMb())
                .logging(conf.get(StorageKeys.HOME), "worker", conf.get(StorageKeys.LOG_DIR))
                .property("mr3.worker.id", logId(worker))
                .options(List.of("-XX:ErrorFile=" + inLogDir(worker, "-crash.log")))
                .options(group.program().javaOptions())
                .classPath(classPath())
                .running(WorkerMain.class.getName());
    }
}
