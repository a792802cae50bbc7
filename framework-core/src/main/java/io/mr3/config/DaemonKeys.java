package io.mr3.config;

import java.util.List;

/** Keys of the services that run in workers. */
public final class DaemonKeys implements ConfigKeys {
    public static final ConfigKey<List<String>> DAEMONS = ConfigKey.list("mr3.daemons", "")
            .check(
                    "different names of letters, digits and dashes",
                    names -> names.stream().allMatch(name -> name.matches("[A-Za-z0-9][A-Za-z0-9_-]*"))
                            && names.size() == names.stream().distinct().count())
            .says("Services that run in workers beside tasks, by names of your choice; they start in this order.");

    public static final ConfigKey<String> CLASS = ConfigKey.text("mr3.daemon.<name>.class", "")
            .says(
                    "Class of the service, an io.mr3.daemon.DaemonService on the class path of DAGAppMaster and workers.");

    public static final ConfigKey<String> PAYLOAD =
            ConfigKey.text("mr3.daemon.<name>.payload", "").says("Text that the service is given.");

    public static final ConfigKey<List<String>> GROUPS = ConfigKey.list("mr3.daemon.<name>.groups", "*")
            .says("ContainerGroups in whose workers the service runs; * for all.");

    @Override
    public String title() {
        return "DaemonTasks";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(DAEMONS, CLASS, PAYLOAD, GROUPS);
    }
}
