package io.mr3.rm.standalone;

import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.nio.file.Path;

/**
 * Where the processes of a standalone cluster keep things on a host.
 *
 * @param root absolute and normalised
 */
public record ClusterFiles(Path root) {
    /** The variable in which each worker, and all that it starts, has the directory of its agent. */
    public static final String AGENT_VARIABLE = "MR3_AGENT_DIR";

    public ClusterFiles {
        root = root.toAbsolutePath().normalize();
    }

    /** The directory that settings name. */
    public static ClusterFiles of(Mr3Conf conf) {
        String given = conf.get(ClusterKeys.DIRECTORY);
        return new ClusterFiles(given.isEmpty() ? Path.of(conf.get(StorageKeys.DATA_DIR), "cluster") : Path.of(given));
    }

    /** The file with the cluster's secret that settings name. */
    public static Path secret(Mr3Conf conf) {
        String given = conf.get(ClusterKeys.SECRET_FILE);
        return given.isEmpty() ? of(conf).root().resolve("secret") : Path.of(given);
    }

    /** What the master keeps: its lock, journal and address. */
    public Path master() {
        return root.resolve("master");
    }

    /** What one agent keeps: its lock, the records of its containers and their working directories. */
    public Path agent(String name) {
        return root.resolve("agents").resolve(name);
    }

    /** Log files of master and agents. */
    public Path logs() {
        return root.resolve("logs");
    }
}
