package io.mr3.rm.standalone.command;

import io.mr3.common.processes.BackgroundProcess;
import io.mr3.common.processes.JavaCommand;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ClusterKeys;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A process of the cluster on this host: the master or an agent.
 *
 * @param title for people, e.g. {@code agent localhost-1}
 * @param directory that it claims and works in
 * @param log file that it logs to
 * @param output file for what it prints
 * @param command to start it
 * @param settings for its standard input
 */
record LocalPart(
        String title, Path directory, Path log, Path output, List<String> command, Map<String, String> settings) {
    private static final String MASTER_MAIN = "io.mr3.rm.standalone.master.MasterMain";
    private static final String AGENT_MAIN = "io.mr3.rm.standalone.agent.AgentMain";

    static LocalPart master(Mr3Conf conf) {
        ClusterFiles files = ClusterFiles.of(conf);
        JavaCommand java = new JavaCommand(conf.get(LauncherKeys.MASTER_HEAP));
        return part("the master", "master", MASTER_MAIN, java, files.master(), conf, conf.explicit());
    }

    /** @param master address, {@code host:port} */
    static LocalPart agent(Mr3Conf conf, AgentSpec agent, String master) {
        ClusterFiles files = ClusterFiles.of(conf);
        Map<String, String> settings = new LinkedHashMap<>(agent.settings());
        // what somebody set for all agents stands back behind what the line of this one says, but for where it listens
        conf.explicit().forEach((key, value) -> {
            if (key.endsWith(".bind-host") || !settings.containsKey(key)) {
                settings.put(key, value);
            }
        });
        settings.put(ClusterKeys.MASTER.name(), master);
        // it has little to do, and leaves the host to its workers
        JavaCommand java = new JavaCommand(conf.get(LauncherKeys.AGENT_HEAP))
                .options(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        String name = "agent-" + agent.name();
        return part(agent.toString(), name, AGENT_MAIN, java, files.agent(agent.name()), conf, settings);
    }

    private static LocalPart part(
            String title,
            String name,
            String main,
            JavaCommand java,
            Path directory,
            Mr3Conf conf,
            Map<String, String> settings) {
        Path logs = ClusterFiles.of(conf).logs();
        List<String> command = java.logging(conf.get(StorageKeys.HOME), "cluster", logs.toString())
                // names the log file
                .property("service.name", name)
                .options(List.of("-XX:+ExitOnOutOfMemoryError"))
                .running(main, BackgroundProcess.SETTINGS_ON_STANDARD_INPUT);
        return new LocalPart(
                title, directory, logs.resolve(name + ".log"), logs.resolve(name + ".out"), command, settings);
    }
}
