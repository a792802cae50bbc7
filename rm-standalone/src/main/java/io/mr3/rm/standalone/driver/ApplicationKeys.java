package io.mr3.rm.standalone.driver;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import io.mr3.rm.standalone.Label;
import io.mr3.rm.standalone.Spread;
import java.time.Duration;
import java.util.List;

/** Keys of a DAGAppMaster that gets its workers from a standalone cluster. */
public final class ApplicationKeys implements ConfigKeys {
    public static final ConfigKey<String> QUEUE = ConfigKey.text("mr3.standalone.queue", "default")
            .check("a name", value -> !value.isBlank())
            .says("Queue of the standalone cluster that a DAGAppMaster asks for workers in.");

    public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.millis(
                    "mr3.standalone.connect.timeout.ms", 20_000)
            .says(
                    "Time within which a DAGAppMaster must have registered with the standalone cluster's master when it starts;"
                            + " one that has registered once looks for a lost master for ever.");

    public static final ConfigKey<Integer> MAX_WORKERS = ConfigKey.integer("mr3.standalone.max.workers", 0)
            .atLeast(0)
            .says(
                    "Workers that a DAGAppMaster has in the standalone cluster at most, those of all ContainerGroups together; 0"
                            + " for as many as the cluster gives.");

    public static final ConfigKey<Integer> MIN_WORKERS = ConfigKey.integer("mr3.standalone.min.workers", 0)
            .atLeast(0)
            .says(
                    "Workers without which a DAGAppMaster does not begin in the standalone cluster: its first ones are launched"
                            + " together, as soon as there is room for so many, or for all that it asks for; 0 for each as there is room.");

    public static final ConfigKey<Spread> SPREAD = ConfigKey.choice("mr3.standalone.spread", Spread.NONE)
            .says(
                    "What no two workers of a DAGAppMaster share in the standalone cluster: host or rack; a host without a rack is"
                            + " one of its own. Workers for which there is no further one wait until there is.");

    public static final ConfigKey<List<String>> LABELS = ConfigKey.list("mr3.standalone.labels", "")
            .check("name or name=value items", items -> items.stream().allMatch(Label::isLabel))
            .says(
                    "Labels of mr3.standalone.agent.labels that a node must have, all of them, to get workers of a DAGAppMaster:"
                            + " name, or name=value for that value alone.");

    @Override
    public String title() {
        return "Applications of a standalone cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(QUEUE, CONNECT_TIMEOUT, MAX_WORKERS, MIN_WORKERS, SPREAD, LABELS);
    }
}
