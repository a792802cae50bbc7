package io.mr3.config;

import java.time.Duration;
import java.util.List;

/** Keys of ContainerGroups and their workers. */
public final class ContainerKeys implements ConfigKeys {
    public static final ConfigKey<Integer> SLOTS = ConfigKey.integer("mr3.container.slots", 2)
            .between(1, 4096)
            .says("Slots of a worker: attempts of the slot's size that it runs at once.");

    public static final ConfigKey<Integer> SLOT_MEMORY = ConfigKey.megabytes("mr3.container.slot.memory.mb", 1024)
            .atLeast(64)
            .says("Memory of one slot; an attempt that wants more takes several.");

    public static final ConfigKey<Integer> SLOT_CORES = ConfigKey.integer("mr3.container.slot.cores", 1)
            .between(1, 1024)
            .says("Cores that one slot declares to the resource manager; they are not measured.");

    public static final ConfigKey<Double> SLOT_HEAP_FRACTION = ConfigKey.decimal(
                    "mr3.container.slot.heap.fraction", 0.8)
            .between(0.1, 1)
            .says("Share of a worker's heap that its slots may fill: heap = slots × memory of a slot / this fraction +"
                    + " mr3.container.heap.overhead.mb.");

    public static final ConfigKey<Integer> HEAP_OVERHEAD = ConfigKey.megabytes("mr3.container.heap.overhead.mb", 256)
            .atLeast(0)
            .says("Heap of a worker beyond what its slots need.");

    public static final ConfigKey<Integer> CACHE = ConfigKey.megabytes("mr3.container.cache.mb", 0)
            .atLeast(0)
            .says("Heap of a worker for the cache of LLAP I/O, on top of what else it needs; 0 for none.");

    public static final ConfigKey<WorkerFormKind> FORM = ConfigKey.choice("mr3.container.form", WorkerFormKind.ANY)
            .says(
                    "Whether a worker is a thread of the DAGAppMaster or a process of its own; any: as the resource manager"
                            + " runs it.");

    public static final ConfigKey<Boolean> REUSE = ConfigKey.bool("mr3.container.reuse", true)
            .says("Whether a worker may run more than one attempt in its life. If not, it leaves when nobody needs its"
                    + " outputs any more.");

    public static final ConfigKey<Boolean> COMBINE = ConfigKey.bool("mr3.container.combine.taskattempts", true)
            .says("Whether a worker may run several attempts at once; if not, each has all of its slots.");

    public static final ConfigKey<Integer> MIN_WORKERS = ConfigKey.integer("mr3.container.min.num.workers", 0)
            .atLeast(0)
            .says("Workers of a ContainerGroup that are started at once and kept, also when idle.");

    public static final ConfigKey<Integer> MAX_WORKERS = ConfigKey.integer(
                    "mr3.container.max.num.workers", Integer.MAX_VALUE)
            .atLeast(1)
            .says("Workers of a ContainerGroup at most, where the resource manager has no lower bound.");

    public static final ConfigKey<List<String>> FILES = ConfigKey.list("mr3.container.files", "")
            .says("Files, by path or URI, that workers find in their working directory; jars among them are also at the"
                    + " end of the class path. Such workers are processes of their own.");

    public static final ConfigKey<List<String>> LOCATIONS = ConfigKey.list("mr3.container.locations", "")
            .says("Hosts and racks where workers should be, best first, as far as the resource manager can choose.");

    public static final ConfigKey<Boolean> STOP_CROSS_DAG_REUSE = ConfigKey.bool(
                    "mr3.container.stop.cross.dag.reuse", false)
            .settableBySessions()
            .says("Whether each DAG has ContainerGroups of its own, which end with it.");

    public static final ConfigKey<Boolean> SESSION_SHARE = ConfigKey.bool("mr3.hive.session.share", true)
            .settableBySessions()
            .says("Whether DAGs of a session use ContainerGroups that other sessions use, too; if not, the session has"
                    + " ContainerGroups of its own until it closes.");

    public static final ConfigKey<GroupScheme> GROUP_SCHEME = ConfigKey.choice(
                    "mr3.hive.containergroup.scheme", GroupScheme.ALL_IN_ONE)
            .settableBySessions()
            .says(
                    "ContainerGroups of a DAG: one, called default; two, called map and reduce; or one per vertex, called as"
                            + " the vertex is, with dashes for spaces.");

    public static final ConfigKey<String> JAVA_OPTIONS = ConfigKey.text("mr3.container.launch.cmd-opts", "")
            .says("Java options of workers, between spaces; the heap size is set by mr3.");

    public static final ConfigKey<List<String>> ENVIRONMENT = ConfigKey.list("mr3.container.launch.env", "")
            .check("items NAME=value or NAME", items -> items.stream()
                    .allMatch(item -> item.matches("[A-Za-z_][A-Za-z0-9_]*(=.*)?")))
            .says("Environment of workers: NAME=value, or NAME to hand on the DAGAppMaster's.");

    public static final ConfigKey<Duration> START_TIMEOUT = ConfigKey.millis("mr3.container.start.timeout.ms", 60_000)
            .check("at least 1000", value -> value.toMillis() >= 1000)
            .says("Time from the launch of a worker until it must have registered.");

    public static final ConfigKey<Duration> IDLE_TIMEOUT = ConfigKey.millis("mr3.container.idle.timeout.ms", 300_000)
            .says("Time without an attempt after which a worker is released.");

    public static final ConfigKey<Duration> HEARTBEAT_INTERVAL = ConfigKey.millis(
                    "mr3.worker.heartbeat.interval.ms", 1000)
            .check("at least 10", value -> value.toMillis() >= 10)
            .says(
                    "Time between signs of life of a worker; what it has to say is sent at once and does not wait for one.");

    public static final ConfigKey<Duration> DISK_CHECK_INTERVAL = ConfigKey.millis(
                    "mr3.worker.disk-check.interval.ms", 60_000)
            .check("at least 100", value -> value.toMillis() >= 100)
            .says(
                    "Time between two checks of a worker's local directories: something is written, read back and deleted. Bad"
                            + " ones, and those that do not answer within that time, are left out until a check succeeds.");

    public static final ConfigKey<Duration> KILL_GRACE = ConfigKey.millis("mr3.container.kill.grace.ms", 30_000)
            .check("at least 100", value -> value.toMillis() >= 100)
            .says(
                    "Time for an attempt to stop when it is killed or has failed; then its worker gives itself up, and what else"
                            + " ran there runs again elsewhere.");

    @Override
    public String title() {
        return "ContainerGroups and workers";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                SLOTS,
                SLOT_MEMORY,
                SLOT_CORES,
                SLOT_HEAP_FRACTION,
                HEAP_OVERHEAD,
                CACHE,
                FORM,
                REUSE,
                COMBINE,
                MIN_WORKERS,
                MAX_WORKERS,
                FILES,
                LOCATIONS,
                STOP_CROSS_DAG_REUSE,
                SESSION_SHARE,
                GROUP_SCHEME,
                JAVA_OPTIONS,
                ENVIRONMENT,
                START_TIMEOUT,
                IDLE_TIMEOUT,
                HEARTBEAT_INTERVAL,
                DISK_CHECK_INTERVAL,
                KILL_GRACE);
    }
}
