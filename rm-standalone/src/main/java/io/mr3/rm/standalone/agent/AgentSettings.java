package io.mr3.rm.standalone.agent;

import com.sun.management.OperatingSystemMXBean;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.Label;
import io.mr3.rm.standalone.proto.Amount;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node agent was told, checked.
 *
 * @param name that it keeps for ever
 * @param host under which its workers and logs are reached
 * @param master {@code host:port}
 * @param directory of this agent alone: its lock, records, cache
 * @param workDirectories where working directories of workers are made; at least one
 * @param total what all workers may hold together
 * @param user as whom workers run; empty for the agent's own
 * @param bounds that workers run under
 * @param launches files fetched and processes started at once
 * @param hangTimeout how long a container that has had a pulse may show none; zero for ever
 * @param cacheBytes size of the cache of files
 */
record AgentSettings(
        String name,
        String host,
        String bindHost,
        int webPort,
        String master,
        Path secretFile,
        Path directory,
        List<Path> workDirectories,
        Path logFile,
        Amount total,
        String rack,
        Map<String, String> labels,
        String user,
        ProcessBounds bounds,
        int launches,
        boolean enforceMemory,
        boolean enforceCores,
        Duration hangTimeout,
        long cacheBytes,
        LogLimits logs,
        DiskLimits disks,
        HealthSettings health) {
    private static final int SYSTEM_MB = 1024;

    AgentSettings {
        workDirectories = List.copyOf(workDirectories);
        labels = Map.copyOf(labels);
    }

    /**
     * Reads them.
     *
     * @throws IOException in one line, if the host has less than it should offer
     */
    static AgentSettings of(Mr3Conf conf) throws IOException {
        String name = conf.get(AgentKeys.NAME).isEmpty() ? hostName() : conf.get(AgentKeys.NAME);
        String host = conf.get(AgentKeys.HOST);
        Path directory = ClusterFiles.of(conf).agent(name);
        List<Path> given = conf.get(AgentKeys.DIRS).stream()
                .map(each -> Path.of(each).toAbsolutePath().normalize().resolve(name))
                .toList();
        return new AgentSettings(
                name,
                host.isEmpty() ? InetAddress.getLoopbackAddress().getHostName() : host,
                conf.get(AgentKeys.BIND_HOST),
                conf.get(AgentKeys.WEB_PORT),
                conf.get(ClusterKeys.MASTER),
                ClusterFiles.secret(conf),
                directory,
                given.isEmpty() ? List.of(directory) : given,
                Path.of(
                        System.getProperty(StorageKeys.LOG_DIR.name(), conf.get(StorageKeys.LOG_DIR)),
                        "agent-" + name + ".log"),
                total(conf),
                conf.get(AgentKeys.RACK),
                labels(conf.get(AgentKeys.LABELS)),
                conf.get(AgentKeys.USER),
                new ProcessBounds(conf.get(AgentKeys.NICE), conf.get(AgentKeys.LIMITS)),
                conf.get(AgentKeys.LAUNCHES),
                conf.get(AgentKeys.ENFORCE_MEMORY),
                conf.get(AgentKeys.ENFORCE_CORES),
                conf.get(AgentKeys.HANG_TIMEOUT),
                (long) conf.get(AgentKeys.CACHE) << 20,
                new LogLimits(
                        (long) conf.get(AgentKeys.LOG_FILE) << 20,
                        conf.get(AgentKeys.LOG_FILES),
                        conf.get(AgentKeys.LOGS_KEEP),
                        (long) conf.get(AgentKeys.LOGS_TOTAL) << 20),
                new DiskLimits(
                        new DiskMark(conf.get(AgentKeys.DISK_PERCENT), conf.get(AgentKeys.DISK_FREE)),
                        new DiskMark(conf.get(AgentKeys.DISK_END_PERCENT), conf.get(AgentKeys.DISK_END_FREE)),
                        conf.get(AgentKeys.DISK_INTERVAL)),
                new HealthSettings(
                        conf.get(AgentKeys.HEALTH_PROGRAMS).stream()
                                .map(Path::of)
                                .toList(),
                        conf.get(AgentKeys.HEALTH_INTERVAL),
                        conf.get(AgentKeys.HEALTH_TIMEOUT),
                        conf.get(AgentKeys.HEALTH_EXIT)));
    }

    private static Amount total(Mr3Conf conf) throws IOException {
        int memory = conf.get(AgentKeys.MEMORY);
        if (memory == 0) {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            memory = (int) (system.getTotalMemorySize() >> 20) - SYSTEM_MB;
        }
        if (memory <= 0) {
            throw new IOException(AgentKeys.MEMORY.name() + ": expected the host to have more than " + SYSTEM_MB
                    + " MB, or a size of its own");
        }
        int cores = conf.get(AgentKeys.CORES);
        return Amount.newBuilder()
                .setMemoryMb(memory)
                .setCores(cores == 0 ? Runtime.getRuntime().availableProcessors() : cores)
                .build();
    }

    private static Map<String, String> labels(List<String> items) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String item : items) {
            Label label = Label.of(item);
            labels.put(label.name(), label.value().orElse(""));
        }
        return labels;
    }

    private static String hostName() throws IOException {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = InetAddress.getLoopbackAddress().getHostName();
        }
        if (!name.matches(AgentKeys.NAME_PATTERN)) {
            throw new IOException(AgentKeys.NAME.name()
                    + ": expected letters, digits, dots and dashes, got the host's name '" + name + "'");
        }
        return name;
    }
}
