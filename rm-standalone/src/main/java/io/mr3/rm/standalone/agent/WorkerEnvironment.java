package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ContainerId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The environment of a worker's process. Of the agent's own it has what programs of a host need to find their way, and
 * Hadoop's and Hive's; nothing else, for the agent may have been started from a shell with other people's secrets in it.
 */
final class WorkerEnvironment {
    /** Names the container; all that it starts has it, too, unless it takes it away. */
    static final String CONTAINER = "MR3_CONTAINER";
    /** Its working directory. */
    static final String DIRECTORY = "MR3_CONTAINER_DIR";
    /** Under which the worker's host is reached from others. */
    static final String HOST = "MR3_CONTAINER_HOST";

    private static final Set<String> KEPT =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "JAVA_HOME", "LD_LIBRARY_PATH");

    private final Map<String, String> kept = new LinkedHashMap<>();
    private final String host;
    private final Path agent;

    WorkerEnvironment(Map<String, String> own, String host, Path agent) {
        this.host = host;
        this.agent = agent;
        own.forEach((name, value) -> {
            if (KEPT.contains(name) || name.startsWith("HADOOP_") || name.startsWith("HIVE_")) {
                kept.put(name, value);
            }
        });
    }

    /** Everything; what the application says goes before what the host has, the agent's marks before all. */
    Map<String, String> of(
            ContainerId id, Path directory, RunAs runAs, Map<String, String> given, Map<String, String> secrets) {
        Map<String, String> all = new LinkedHashMap<>(kept);
        if (!runAs.user().isEmpty()) {
            all.put("USER", runAs.user());
            all.put("LOGNAME", runAs.user());
            all.put("HOME", directory.toString());
        }
        all.putAll(given);
        all.putAll(secrets);
        all.put(CONTAINER, id.toString());
        all.put(DIRECTORY, directory.toString());
        all.put(HOST, host);
        all.put(ClusterFiles.AGENT_VARIABLE, agent.toString());
        return all;
    }
}
