package io.mr3.config;

import java.util.List;

/** Keys of directories and of what is written there. */
public final class StorageKeys implements ConfigKeys {
    private static final String ROOT = "${sys:java.io.tmpdir}/mr3-${sys:user.name}";

    public static final ConfigKey<String> HOME =
            ConfigKey.text("mr3.home", "").says("Directory that mr3 is installed in; set by the launchers.");

    public static final ConfigKey<List<String>> LOCAL_DIRS = ConfigKey.list("mr3.local.dirs", ROOT + "/local")
            .check("at least one directory", dirs -> !dirs.isEmpty())
            .says(
                    "Directories for the intermediate data of workers, spread over all of them; bad ones are left out while they are.");

    public static final ConfigKey<String> DATA_DIR = ConfigKey.text("mr3.data.dir", ROOT + "/data")
            .check("a directory", value -> !value.isEmpty())
            .says("Directory for what is kept between runs on a host.");

    public static final ConfigKey<String> LOG_DIR = ConfigKey.text("mr3.log.dir", ROOT + "/log")
            .check("a directory", value -> !value.isEmpty())
            .alias("mr3.am.local.log-dir")
            .says("Directory for log files of the DAGAppMaster and of workers on its host.");

    public static final ConfigKey<List<String>> SHARED_DIRS = ConfigKey.list("mr3.shared.dirs", "")
            .says(
                    "Directories, of any file system, that every host must see: a worker on another host that does not find there"
                            + " what the DAGAppMaster has put there is refused. Hive's scratch directory and warehouse where Hive"
                            + " starts the DAGAppMaster.");

    public static final ConfigKey<Boolean> EVENT_LOG_ENABLED = ConfigKey.bool("mr3.event.log.enabled", true)
            .says("Whether the DAGAppMaster writes a line for each start and end of a DAG and of an attempt.");

    public static final ConfigKey<String> EVENT_LOG_DIR = ConfigKey.text("mr3.event.log.dir", ROOT + "/history")
            .check("a directory", value -> !value.isEmpty())
            .says("Directory for the event logs, one per DAGAppMaster.");

    public static final ConfigKey<Integer> EVENT_LOG_SIZE = ConfigKey.megabytes("mr3.event.log.max.mb", 64)
            .between(1, 65536)
            .says("Size of all files of one event log together; the oldest events go first.");

    @Override
    public String title() {
        return "Directories and event log";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                HOME, LOCAL_DIRS, DATA_DIR, LOG_DIR, SHARED_DIRS, EVENT_LOG_ENABLED, EVENT_LOG_DIR, EVENT_LOG_SIZE);
    }
}
