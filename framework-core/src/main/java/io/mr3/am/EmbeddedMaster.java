package io.mr3.am;

import io.mr3.common.processes.JavaCommand;
import io.mr3.config.ContainerKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.master.MasterFile;
import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.am.TezDagIntake;
import io.mr3.tez.client.ClientSettings;
import io.mr3.tez.worker.TaskEnvironments;
import io.mr3.worker.ThreadWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/** A DAGAppMaster inside the process of its client. Clients reach it by the same protocol as one elsewhere. */
public final class EmbeddedMaster implements AutoCloseable {
    private final DagAppMaster master;

    private EmbeddedMaster(DagAppMaster master) {
        this.master = master;
    }

    /**
     * Prepares this process for initialisers of the applications on its class path, and starts a master.
     *
     * @param notices told in one line when something harms this process; must not block
     * @throws IOException in one line, if it cannot start
     * @throws IllegalArgumentException if a setting is wrong, naming the key
     */
    public static EmbeddedMaster start(Mr3Conf conf, Consumer<String> notices) throws IOException {
        return start(conf, Path.of(conf.get(StorageKeys.LOG_DIR)), notices);
    }

    /**
     * As above.
     *
     * @param logFile where this process logs, for messages that name it
     */
    public static EmbeddedMaster start(Mr3Conf conf, Path logFile, Consumer<String> notices) throws IOException {
        return start(conf, new MasterHost(processUser(), logFile, null), notices);
    }

    /** As above, in a process that {@code host} describes. */
    static EmbeddedMaster start(Mr3Conf conf, MasterHost host, Consumer<String> notices) throws IOException {
        TaskEnvironment environment = TaskEnvironments.load();
        int slots = conf.get(ContainerKeys.SLOTS);
        environment.processStarted(
                TaskEnvironment.Role.MASTER,
                "master",
                slots,
                (long) slots * conf.get(ContainerKeys.SLOT_MEMORY) << 20,
                0);
        DagAppMaster.Intakes intakes = directory -> new TezDagIntake(
                underSessions(conf),
                EmbeddedMaster.class.getClassLoader(),
                environment,
                JavaCommand.installed(),
                directory);
        ThreadWorkers threads = LocalWorkerKind.isThread(conf) ? new ThreadWorkers(notices) : null;
        return new EmbeddedMaster(DagAppMaster.start(conf, intakes, threads, host));
    }

    static String processUser() throws IOException {
        return UserGroupInformation.getLoginUser().getShortUserName();
    }

    /** What somebody set for this master holds for its DAGs unless a session says otherwise. */
    private static Configuration underSessions(Mr3Conf conf) {
        Configuration settings = new Configuration();
        conf.forSessions().forEach(settings::set);
        return settings;
    }

    /** Heap in MB that a worker of {@code conf} needs; a thread worker takes it from this process. */
    public static int workerHeapMb(Mr3Conf conf) {
        return GroupSettings.read(conf, ContainerGroups.DEFAULT).size().heapMb();
    }

    /** What leads a Tez client to this master; for the configuration of that client and nowhere else. */
    public Map<String, String> clientSettings() {
        return ClientSettings.of(master.file().clientAddress());
    }

    /** What others need to find this master. */
    MasterFile file() {
        return master.file();
    }

    /** What happened, as JSON lines; null if the event log is turned off. */
    public Path eventLog() {
        return master.eventLog();
    }

    @Override
    public void close() {
        master.close();
    }
}
