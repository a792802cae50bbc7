package io.mr3.rm.standalone.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A node agent that is to run.
 *
 * @param host as ssh and others find it
 * @param name of the agent
 * @param options of its line in the workers file: {@code memory} in megabytes, {@code cores}, {@code rack}, {@code labels}
 */
record AgentSpec(String host, String name, Map<String, String> options) {
    static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final String PREFIX = "mr3.standalone.agent.";

    AgentSpec {
        options = Map.copyOf(options);
    }

    /** The settings that are this agent's own. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put(PREFIX + "name", name);
        put(settings, "memory", "memory.mb");
        put(settings, "cores", "cores");
        put(settings, "rack", "rack");
        put(settings, "labels", "labels");
        // an agent of loopback knows a name for that itself
        if (!isLoopback()) {
            settings.put(PREFIX + "host", host);
            settings.put(PREFIX + "bind-host", host);
        }
        return settings;
    }

    private void put(Map<String, String> settings, String option, String key) {
        String value = options.get(option);
        if (value != null) {
            settings.put(PREFIX + key, value);
        }
    }

    boolean isLoopback() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.");
    }

    /** As its line in a workers file. */
    String line() {
        StringBuilder line = new StringBuilder(host).append(" name=").append(name);
        new TreeMap<>(options)
                .forEach((option, value) ->
                        line.append(' ').append(option).append('=').append(value));
        return line.toString();
    }

    @Override
    public String toString() {
        return "agent " + name;
    }
}
