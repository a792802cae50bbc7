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
                    "Port on which a worker serves the outputs of its tasks, the first of as many in a row as it has shuffle"
                            + " handlers; 0 lets the system choose, which several workers on a host need.");

    public static final ConfigKey<Integer> HANDLERS = ConfigKey.integer("mr3.shuffle.handlers", 1)
            .between(1, 64)
            .alias("mr3.use.daemon.shufflehandler")
            .says(
                    "Shuffle handlers in a worker, each with a port, threads and connections of its own; outputs of tasks are"
                            + " spread over them.");

    public static final ConfigKey<Integer> THREADS = ConfigKey.integer("mr3.shuffle.threads", 0)
            .between(0, 1024)
            .says(
                    "Threads of one shuffle handler; 0 shares the processors among the handlers of a worker, at least two for"
                            + " each.");

    public static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.integer("mr3.shuffle.max.connections", 1024)
            .atLeast(1)
            .says("Connections of fetchers to one shuffle handler at once at most.");

    @Override
    public String title() {
        return "Shuffle";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(BIND_HOST, PORT, HANDLERS, THREADS, MAX_CONNECTIONS);
    }
}
