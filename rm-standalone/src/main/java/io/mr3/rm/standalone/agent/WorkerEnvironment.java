package io.mr3.rm.standalone.agent;

import io.mr3.mailbox.Pulse;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ContainerId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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

    /** In its working directory: what a worker touches to show that it lives. */
    static final String PULSE = Pulse.FILE_VARIABLE;

    /** Before the names of what the application gives, for programs that run as root. */
    static final String GIVEN = "MR3_GIVEN_";

    /**
     * For a shell that does not run as root any more: makes them the variables that they stand for, then runs the command.
     * Its first argument are their names, with spaces between; no value is read as text for the shell. No variable may have
     * the name of its own.
     */
    static final String TAKE_GIVEN = "for MR3_GIVEN in $1; do"
            + " eval \"export $MR3_GIVEN=\\\"\\$MR3_GIVEN_$MR3_GIVEN\\\"\"; unset \"MR3_GIVEN_$MR3_GIVEN\"; done;"
            + " unset MR3_GIVEN; shift; exec \"$@\"";

    private static final Set<String> MARKS = Set.of(CONTAINER, DIRECTORY, HOST, PULSE, ClusterFiles.AGENT_VARIABLE);
    private static final Pattern NAME = Pattern.compile("(?!MR3_GIVEN)[A-Za-z_][A-Za-z0-9_]*");

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

    /** What does not come from the application: what the host has, and the agent's marks. */
    Map<String, String> ofHost(ContainerId id, Path directory, RunAs runAs) {
        Map<String, String> all = new LinkedHashMap<>(kept);
        if (runAs.isAnother()) {
            all.put("USER", runAs.user());
            all.put("LOGNAME", runAs.user());
            all.put("HOME", directory.toString());
        }
        all.put(CONTAINER, id.toString());
        all.put(DIRECTORY, directory.toString());
        all.put(HOST, host);
        all.put(PULSE, directory.resolve(Workplace.PULSE).toString());
        all.put(ClusterFiles.AGENT_VARIABLE, agent.toString());
        return all;
    }

    /**
     * What the application says, which goes before what the host has but not before the agent's marks.
     *
     * @throws RefusedException in one line, if a name is none that a shell can pass on
     */
    Map<String, String> ofApplication(Map<String, String> given, Map<String, String> secrets) throws RefusedException {
        Map<String, String> all = new LinkedHashMap<>(given);
        all.putAll(secrets);
        all.keySet().removeAll(MARKS);
        for (String name : all.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new RefusedException(
                        "environment: expected names of letters, digits and underscores, not MR3_GIVEN, got '" + name
                                + "'");
            }
        }
        return all;
    }
}
