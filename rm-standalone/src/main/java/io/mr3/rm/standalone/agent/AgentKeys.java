package io.mr3.rm.standalone.agent;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import io.mr3.rm.standalone.Label;
import java.time.Duration;
import java.util.List;

/** Keys of node agents. */
public final class AgentKeys implements ConfigKeys {
    static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public static final ConfigKey<String> NAME = ConfigKey.text("mr3.standalone.agent.name", "")
            .check("letters, digits, dots and dashes", value -> value.isEmpty() || value.matches(NAME_PATTERN))
            .says(
                    "Name of a node agent, which it keeps for ever; several on one host need different ones. Empty for the name"
                            + " of the host.");

    public static final ConfigKey<String> HOST = ConfigKey.text("mr3.standalone.agent.host", "")
            .says("Host under which a node agent's workers and logs are reached; empty for the name of loopback.");

    public static final ConfigKey<String> BIND_HOST = ConfigKey.text("mr3.standalone.agent.bind-host", "127.0.0.1")
            .check("an address", value -> !value.isEmpty())
            .says("Address on which a node agent listens for those who read logs.");

    public static final ConfigKey<Integer> WEB_PORT = ConfigKey.integer("mr3.standalone.agent.web.port", 0)
            .between(0, 65535)
            .says("Port on which a node agent listens for those who read logs; 0 lets the system choose.");

    public static final ConfigKey<Integer> MEMORY = ConfigKey.megabytes("mr3.standalone.agent.memory.mb", 0)
            .atLeast(0)
            .says("Memory that all workers of a node agent may hold together; 0 for what the host has but 1024.");

    public static final ConfigKey<Integer> CORES = ConfigKey.integer("mr3.standalone.agent.cores", 0)
            .atLeast(0)
            .says("Cores that all workers of a node agent may hold together; 0 for those of the host.");

    public static final ConfigKey<String> RACK =
            ConfigKey.text("mr3.standalone.agent.rack", "").says("Rack in which a node agent's host stands.");

    public static final ConfigKey<List<String>> LABELS = ConfigKey.list("mr3.standalone.agent.labels", "")
            .check("name or name=value items", items -> items.stream().allMatch(Label::isLabel))
            .says("Labels of a node agent, which applications may demand: mr3.standalone.labels.");

    public static final ConfigKey<List<String>> DIRS = ConfigKey.list("mr3.standalone.agent.dirs", "")
            .says(
                    "Directories, on disks of their own, for the working directories of workers; bad ones are left out. Empty for"
                            + " the directory of the node agent.");

    public static final ConfigKey<String> USER = ConfigKey.text("mr3.standalone.agent.user", "")
            .check("a user name", value -> value.isEmpty() || value.matches("[A-Za-z_][A-Za-z0-9_.-]*"))
            .says(
                    "User as whom workers run. A node agent that is not root runs them as its own and refuses any other. Empty"
                            + " for its own.");

    public static final ConfigKey<Integer> NICE = ConfigKey.integer("mr3.standalone.agent.nice", 0)
            .between(0, 19)
            .says("What is added to a node agent's own niceness for its workers; 0 for none.");

    public static final ConfigKey<List<String>> LIMITS = ConfigKey.list("mr3.standalone.agent.limits", "")
            .check(
                    "items as nofile=65536 or core=unlimited, each once, of " + String.join(", ", ProcessBounds.NAMES),
                    ProcessBounds::areLimits)
            .says(
                    "Limits that the kernel keeps for each process of a worker, soft and hard alike, as prlimit names and sets"
                            + " them: sizes in bytes; nproc counts threads of all processes of the user, and not those of root. A node"
                            + " agent that may not set one does not start; to raise one above what it has itself it must be root.");

    public static final ConfigKey<Integer> LAUNCHES = ConfigKey.integer("mr3.standalone.agent.launches", 4)
            .between(1, 64)
            .says("Workers whose files a node agent fetches, or which it starts, at once at most.");

    public static final ConfigKey<Boolean> ENFORCE_MEMORY = ConfigKey.bool("mr3.standalone.agent.memory.enforce", true)
            .says("Whether a worker that takes more memory than it has asked for is killed.");

    public static final ConfigKey<Boolean> ENFORCE_CORES = ConfigKey.bool("mr3.standalone.agent.cores.enforce", false)
            .says(
                    "Whether a worker may never use more processors than it has asked for, also while others are idle. Needs"
                            + " control groups of version 2.");

    public static final ConfigKey<Duration> HANG_TIMEOUT = ConfigKey.millis(
                    "mr3.standalone.agent.hang.timeout.ms", 600_000)
            .check("0, or at least 60000", value -> value.isZero() || value.toMillis() >= 60_000)
            .says(
                    "Time after which a worker or DAGAppMaster that lives, but no longer shows that it takes its turns, prints"
                            + " its threads and is killed; 0 for never. Both show it every 10 seconds; programs that never do"
                            + " are left alone.");

    public static final ConfigKey<Integer> LOG_FILE = ConfigKey.megabytes("mr3.standalone.agent.log.file.mb", 64)
            .between(1, 65536)
            .says("Size after which the output of a worker goes on in a new file.");

    public static final ConfigKey<Integer> LOG_FILES = ConfigKey.integer("mr3.standalone.agent.log.files", 4)
            .between(1, 9)
            .says("Files of a worker's output that are kept; the oldest goes first.");

    public static final ConfigKey<Duration> LOGS_KEEP = ConfigKey.millis(
                    "mr3.standalone.agent.logs.keep.ms", Duration.ofHours(24).toMillis())
            .says("Time for which the output of a worker that has ended is kept.");

    public static final ConfigKey<Integer> LOGS_TOTAL = ConfigKey.megabytes("mr3.standalone.agent.logs.max.mb", 4096)
            .atLeast(0)
            .says("Size of the output that is kept of all workers that have ended; the oldest goes first.");

    public static final ConfigKey<Integer> CACHE = ConfigKey.megabytes("mr3.standalone.agent.cache.mb", 10240)
            .atLeast(0)
            .says(
                    "Size of the files of applications that a node agent keeps; those that no worker uses go, the one not used for"
                            + " the longest first.");

    public static final ConfigKey<Integer> DISK_PERCENT = ConfigKey.integer("mr3.standalone.agent.disk.max.percent", 90)
            .between(1, 100)
            .says("A disk that is used to that part gets no new workers, until it is used 5 percent less.");

    public static final ConfigKey<Integer> DISK_FREE = ConfigKey.megabytes("mr3.standalone.agent.disk.min.free.mb", 512)
            .atLeast(0)
            .says("A disk with less free space gets no new workers, until it has a quarter more.");

    public static final ConfigKey<Integer> DISK_END_PERCENT = ConfigKey.integer(
                    "mr3.standalone.agent.disk.end.percent", 0)
            .between(0, 100)
            .says(
                    "On a disk that is used to that part the worker that was started last is ended, one at each check, until it is"
                            + " used 5 percent less; 0 for never.");

    public static final ConfigKey<Integer> DISK_END_FREE = ConfigKey.megabytes(
                    "mr3.standalone.agent.disk.end.free.mb", 256)
            .atLeast(0)
            .says(
                    "On a disk with less free space the worker that was started last is ended, one at each check, until it has a"
                            + " quarter more; 0 for never.");

    public static final ConfigKey<Duration> DISK_INTERVAL = ConfigKey.millis(
                    "mr3.standalone.agent.disk.interval.ms", 30_000)
            .check("at least 100", value -> value.toMillis() >= 100)
            .says("Time between two checks of a disk: something is written, read back and deleted.");

    public static final ConfigKey<List<String>> HEALTH_PROGRAMS = ConfigKey.list(
                    "mr3.standalone.agent.health.programs", "")
            .says(
                    "Programs that a node agent runs again and again; while one prints a line that begins with ERROR, or does"
                            + " not end in time, the node gets no new workers. Lines METRIC NAME NUMBER of one that ends with"
                            + " status 0 become figures of the node, 64 at most, until its next run; a program may do that alone.");

    public static final ConfigKey<Duration> HEALTH_INTERVAL = ConfigKey.millis(
                    "mr3.standalone.agent.health.interval.ms", 60_000)
            .check("at least 100", value -> value.toMillis() >= 100)
            .says("Time between two runs of such a program.");

    public static final ConfigKey<Duration> HEALTH_TIMEOUT = ConfigKey.millis(
                    "mr3.standalone.agent.health.timeout.ms", 20_000)
            .check("at least 100", value -> value.toMillis() >= 100)
            .says("Time that such a program may take.");

    public static final ConfigKey<Boolean> HEALTH_EXIT = ConfigKey.bool("mr3.standalone.agent.health.exit", false)
            .says("Whether an exit status other than 0 of such a program says the same as a line with ERROR.");

    @Override
    public String title() {
        return "Node agents of the standalone cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                NAME,
                HOST,
                BIND_HOST,
                WEB_PORT,
                MEMORY,
                CORES,
                RACK,
                LABELS,
                DIRS,
                USER,
                NICE,
                LIMITS,
                LAUNCHES,
                ENFORCE_MEMORY,
                ENFORCE_CORES,
                HANG_TIMEOUT,
                LOG_FILE,
                LOG_FILES,
                LOGS_KEEP,
                LOGS_TOTAL,
                CACHE,
                DISK_PERCENT,
                DISK_FREE,
                DISK_END_PERCENT,
                DISK_END_FREE,
                DISK_INTERVAL,
                HEALTH_PROGRAMS,
                HEALTH_INTERVAL,
                HEALTH_TIMEOUT,
                HEALTH_EXIT);
    }
}
