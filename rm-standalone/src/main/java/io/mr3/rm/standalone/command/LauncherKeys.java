package io.mr3.rm.standalone.command;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import java.time.Duration;
import java.util.List;

/** Keys of {@code bin/mr3-cluster}. */
public final class LauncherKeys implements ConfigKeys {
    static final String LEGAL_HOME = "/[A-Za-z0-9/._-]*";

    public static final ConfigKey<Integer> MASTER_HEAP = ConfigKey.megabytes("mr3.standalone.master.heap.mb", 512)
            .between(64, 1 << 20)
            .says("Heap of the master's process.");

    public static final ConfigKey<Integer> AGENT_HEAP = ConfigKey.megabytes("mr3.standalone.agent.heap.mb", 256)
            .between(64, 1 << 20)
            .says("Heap of a node agent's process.");

    public static final ConfigKey<Duration> START_TIMEOUT = ConfigKey.millis("mr3.standalone.start.timeout.ms", 60_000)
            .check("at least 1000", value -> value.toMillis() >= 1000)
            .says("Time that the master, and each node agent, has from its start until it serves.");

    public static final ConfigKey<Duration> STOP_TIMEOUT = ConfigKey.millis("mr3.standalone.stop.timeout.ms", 30_000)
            .says(
                    "Time that master and node agents have to end once told so; then they get SIGTERM, and later SIGKILL.");

    public static final ConfigKey<List<String>> SSH = ConfigKey.list(
                    "mr3.standalone.ssh", "ssh,-o,BatchMode=yes,-o,ConnectTimeout=10")
            .check("a program and its options", words -> !words.isEmpty())
            .says("Program, with its options, that bin/mr3-cluster reaches other hosts with.");

    public static final ConfigKey<String> REMOTE_HOME = ConfigKey.text("mr3.standalone.remote.home", "")
            .check(
                    "an absolute path of letters, digits, dots, dashes and underscores",
                    value -> value.isEmpty() || value.matches(LEGAL_HOME))
            .says("Directory that mr3 is installed in on other hosts; empty for the same as here.");

    @Override
    public String title() {
        return "bin/mr3-cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(MASTER_HEAP, AGENT_HEAP, START_TIMEOUT, STOP_TIMEOUT, SSH, REMOTE_HOME);
    }
}
