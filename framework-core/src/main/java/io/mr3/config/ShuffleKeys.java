package io.mr3.config;

import java.util.List;

/** Keys of the shuffle handler. */
public final class ShuffleKeys implements ConfigKeys {
    public static final ConfigKey<String> BIND_HOST = ConfigKey.text("mr3.shuffle.bind-host", "127.0.0.1")
            .check("an address", value -> !value.isEmpty())
            .says("Address on which a worker serves the outputs of its tasks.");

    public static final ConfigKey<Integer> PORT = ConfigKey.integer("mr3.shuffle.port", 0)
            .between(0, 65535)
            .alias("mr3.daemon.shuffle.port")
            .says(
                    "Port on which a worker serves the outputs of its tasks; 0 lets the system choose, which several workers"
                            + " on a host need.");

    public static final ConfigKey<Integer> THREADS = ConfigKey.integer("mr3.shuffle.threads", 0)
            .between(0, 1024)
            .says("Threads that serve outputs in a worker; 0 for one per processor, at least two.");

    public static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.integer("mr3.shuffle.max.connections", 1024)
            .atLeast(1)
            .says("Connections of fetchers to one worker at once at most.");

    @Override
    public String title() {
        return "Shuffle";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(BIND_HOST, PORT, THREADS, MAX_CONNECTIONS);
    }
}
