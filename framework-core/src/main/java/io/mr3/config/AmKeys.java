package io.mr3.config;

import java.time.Duration;
import java.util.List;

/** Keys of the DAGAppMaster. */
public final class AmKeys implements ConfigKeys {
    public static final ConfigKey<ResourceManagerKind> RESOURCE_MANAGER =
            ConfigKey.choice("mr3.resource-manager", ResourceManagerKind.LOCAL).says("Where workers come from.");

    public static final ConfigKey<LocalWorkerKind> LOCAL_WORKER = ConfigKey.choice(
                    "mr3.local.worker", LocalWorkerKind.THREAD)
            .says("Whether the local resource manager runs one worker inside the DAGAppMaster's process or processes of"
                    + " their own.");

    public static final ConfigKey<Integer> LOCAL_WORKERS = ConfigKey.integer("mr3.local.workers", 1)
            .atLeast(1)
            .says("Processes that the local resource manager runs at most for one ContainerGroup.");

    public static final ConfigKey<Integer> LOCAL_MAX_WORKERS = ConfigKey.integer("mr3.local.max.workers", 0)
            .atLeast(0)
            .says("Workers that the local resource manager runs at most for all ContainerGroups together; 0 for no such"
                    + " bound.");

    public static final ConfigKey<String> ADDRESS = ConfigKey.text("mr3.am.address", "")
            .check(
                    "host:port, auto or empty",
                    value -> value.isEmpty() || value.equals("auto") || value.matches("[^\\s:]+:[0-9]{1,5}"))
            .says(
                    "Address of a running DAGAppMaster that sessions share, with mr3.am.secret.file; auto for the one of the data"
                            + " directory, which is started if none runs; empty to run one inside the client's process.");

    public static final ConfigKey<MasterMode> MODE = ConfigKey.choice("mr3.am.mode", MasterMode.CLIENT)
            .says(
                    "Where a shared DAGAppMaster runs that is started when it is needed (mr3.am.address=auto, mr3 am start): a"
                            + " process beside the client that needs it, or a container of the resource manager.");

    public static final ConfigKey<String> BIND_HOST = ConfigKey.text("mr3.am.bind-host", "127.0.0.1")
            .check("an address", value -> !value.isEmpty())
            .says("Address on which the DAGAppMaster listens for clients and workers.");

    public static final ConfigKey<String> HOST = ConfigKey.text("mr3.am.host", "")
            .check(
                    "a host name or address",
                    value -> !value.contains(":") || value.indexOf(':') != value.lastIndexOf(':'))
            .says(
                    "Host under which clients and workers on other hosts reach the DAGAppMaster; empty for mr3.am.bind-host, and"
                            + " for an address of this host where that stands for all of them.");

    public static final ConfigKey<Integer> PORT = ConfigKey.integer("mr3.am.port", 0)
            .between(0, 65535)
            .says("Port on which the DAGAppMaster listens; 0 lets the system choose.");

    public static final ConfigKey<String> SECRET_FILE = ConfigKey.text("mr3.am.secret.file", "")
            .says("File, readable by its owner alone, with the secret that clients and workers must know; empty to make"
                    + " a new one for each DAGAppMaster.");

    public static final ConfigKey<Integer> MAX_CONCURRENT_DAGS = ConfigKey.integer(
                    "mr3.am.max.num.concurrent.dags", 128)
            .atLeast(1)
            .says("DAGs that run at once at most; later ones wait in the order of their submission, those of more"
                    + " important queues before others.");

    public static final ConfigKey<Integer> MAX_FINISHED_DAGS = ConfigKey.integer(
                    "mr3.am.max.finished.reported.dags", 10)
            .atLeast(1)
            .says("Finished DAGs that the DAGAppMaster still tells of.");

    public static final ConfigKey<Integer> HEAP = ConfigKey.megabytes("mr3.am.heap.mb", 1024)
            .atLeast(128)
            .says("Heap of a DAGAppMaster in a process of its own.");

    public static final ConfigKey<String> JAVA_OPTIONS = ConfigKey.text("mr3.am.launch.cmd-opts", "")
            .says(
                    "Java options of a DAGAppMaster in a process of its own, between spaces; the heap size is set by mr3.");

    public static final ConfigKey<Duration> START_TIMEOUT = ConfigKey.millis("mr3.am.start.timeout.ms", 60_000)
            .check("at least 1000", value -> value.toMillis() >= 1000)
            .says(
                    "Time from the start of a DAGAppMaster in a process of its own until clients must be able to reach it.");

    public static final ConfigKey<Integer> MAX_FAILED_ATTEMPTS = ConfigKey.integer("mr3.am.task.max.failed.attempts", 4)
            .between(1, 1000)
            .settableBySessions()
            .says(
                    "Failed attempts of one task that fail its DAG; 4 as in Tez, where MR3 has 3. Attempts that were killed"
                            + " do not count.");

    public static final ConfigKey<Duration> COUNTER_INTERVAL = ConfigKey.millis("mr3.am.counter.interval.ms", 1000)
            .alias("mr3.task.am.heartbeat.counter.interval.ms")
            .says(
                    "Time between reports of the counters of a running attempt; the final ones always come with its end.");

    public static final ConfigKey<Duration> WORKER_TIMEOUT = ConfigKey.millis(
                    "mr3.heartbeat.container.timeout.ms", 60_000)
            .check("at least 1000", value -> value.toMillis() >= 1000)
            .says(
                    "Silence after which a worker is declared lost; one that has heard nothing of its DAGAppMaster for twice as"
                            + " long ends.");

    @Override
    public String title() {
        return "DAGAppMaster and resource manager";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                RESOURCE_MANAGER,
                LOCAL_WORKER,
                LOCAL_WORKERS,
                LOCAL_MAX_WORKERS,
                ADDRESS,
                MODE,
                BIND_HOST,
                HOST,
                PORT,
                SECRET_FILE,
                MAX_CONCURRENT_DAGS,
                MAX_FINISHED_DAGS,
                HEAP,
                JAVA_OPTIONS,
                START_TIMEOUT,
                MAX_FAILED_ATTEMPTS,
                COUNTER_INTERVAL,
                WORKER_TIMEOUT);
    }
}
