package io.mr3.rm.standalone;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import java.util.List;

/** Keys that master, node agents, applications and commands of a standalone cluster share. */
public final class ClusterKeys implements ConfigKeys {
    public static final ConfigKey<String> MASTER = ConfigKey.text("mr3.standalone.master", "127.0.0.1:8420")
            .check("host:port", value -> value.matches("[^\\s:]+:[0-9]{1,5}"))
            .says("Address of the standalone cluster's master.");

    public static final ConfigKey<String> DIRECTORY = ConfigKey.text("mr3.standalone.dir", "")
            .says(
                    "Directory for what master and node agents of a host keep: journal, secret, pid files, logs and the working"
                            + " directories of workers; empty for cluster below mr3.data.dir.");

    public static final ConfigKey<String> SECRET_FILE = ConfigKey.text("mr3.standalone.secret.file", "")
            .says(
                    "File, readable by its owner alone, with the secret that all processes of a standalone cluster must know;"
                            + " empty for secret in mr3.standalone.dir, which the first start makes.");

    @Override
    public String title() {
        return "Standalone cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(MASTER, DIRECTORY, SECRET_FILE);
    }
}
