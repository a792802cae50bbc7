package io.mr3.worker;

import io.mr3.common.WorkerId;
import io.mr3.rpc.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The environment variables in which a worker finds its settings; no argument of a process holds any of them. */
public final class WorkerEnvironment {
    private static final String ID = "MR3_WORKER_ID";
    private static final String GROUP = "MR3_WORKER_GROUP";
    private static final String SECRET = "MR3_WORKER_SECRET";
    private static final String HOST = "MR3_WORKER_HOST";
    /** Set by who launches containers on a host that others know by a name of its own. */
    private static final String CONTAINER_HOST = "MR3_CONTAINER_HOST";

    private static final String LOCAL_DIRS = "MR3_WORKER_LOCAL_DIRS";
    private static final String SLOTS = "MR3_WORKER_SLOTS";
    private static final String TASK_MEMORY = "MR3_WORKER_TASK_MEMORY_BYTES";
    private static final String CACHE = "MR3_WORKER_CACHE_BYTES";
    private static final String LOG_FILE = "MR3_WORKER_LOG_FILE";
    private static final String PROGRESS = "MR3_WORKER_PROGRESS_INTERVAL_MS";
    private static final String COUNTERS = "MR3_WORKER_COUNTER_INTERVAL_MS";
    private static final String DISK_CHECKS = "MR3_WORKER_DISK_CHECK_INTERVAL_MS";
    private static final String KILL_GRACE = "MR3_WORKER_KILL_GRACE_MS";

    private final Map<String, String> variables;

    private WorkerEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** All settings but the secret. */
    public static Map<String, String> of(WorkerSettings settings) {
        Map<String, String> variables = new TreeMap<>();
        variables.put(ID, settings.id().toString());
        variables.put(
                GROUP, settings.group().getHostString() + ":" + settings.group().getPort());
        variables.put(HOST, settings.host());
        variables.put(
                LOCAL_DIRS, settings.localDirs().stream().map(Path::toString).collect(Collectors.joining(",")));
        variables.put(SLOTS, Integer.toString(settings.slots()));
        variables.put(TASK_MEMORY, Long.toString(settings.taskMemoryBytes()));
        variables.put(CACHE, Long.toString(settings.cacheBytes()));
        variables.put(LOG_FILE, settings.logFile());
        variables.put(PROGRESS, Long.toString(settings.progressInterval().toMillis()));
        variables.put(COUNTERS, Long.toString(settings.counterInterval().toMillis()));
        variables.put(DISK_CHECKS, Long.toString(settings.diskCheckInterval().toMillis()));
        variables.put(KILL_GRACE, Long.toString(settings.killGrace().toMillis()));
        return variables;
    }

    /** The secret alone, for a channel that others cannot read. */
    public static Map<String, String> secretsOf(WorkerSettings settings) {
        return Map.of(SECRET, settings.secret().encoded());
    }

    /**
     * Reads both.
     *
     * @throws IllegalArgumentException naming the variable that is missing or wrong
     */
    public static WorkerSettings read(Map<String, String> variables) {
        return new WorkerEnvironment(variables).read();
    }

    private WorkerSettings read() {
        return new WorkerSettings(
                WorkerId.parse(text(ID)),
                address(),
                secret(),
                host(),
                localDirs(),
                Math.toIntExact(number(SLOTS)),
                number(TASK_MEMORY),
                number(CACHE),
                variables.getOrDefault(LOG_FILE, ""),
                Duration.ofMillis(number(PROGRESS)),
                Duration.ofMillis(number(COUNTERS)),
                Duration.ofMillis(number(DISK_CHECKS)),
                Duration.ofMillis(number(KILL_GRACE)));
    }

    private String host() {
        String told = variables.getOrDefault(HOST, "");
        return told.isEmpty() ? variables.getOrDefault(CONTAINER_HOST, "") : told;
    }

    private InetSocketAddress address() {
        String text = text(GROUP);
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(GROUP + ": expected host:port, got '" + text + "'", e);
        }
    }

    private Secret secret() {
        String text = text(SECRET);
        try {
            return Secret.decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SECRET + ": " + e.getMessage());
        }
    }

    private List<Path> localDirs() {
        return Arrays.stream(text(LOCAL_DIRS).split(","))
                .filter(dir -> !dir.isBlank())
                .map(dir -> Path.of(dir.strip()).toAbsolutePath())
                .toList();
    }

    private long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": expected a number, got '" + text(name) + "'");
        }
    }

    private String text(String name) {
        String value = variables.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + ": expected a value in the environment of the worker, got none");
        }
        return value;
    }
}
