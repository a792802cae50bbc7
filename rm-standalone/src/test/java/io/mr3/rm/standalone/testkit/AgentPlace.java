package io.mr3.rm.standalone.testkit;

import java.util.List;
import java.util.Map;

/**
 * Where and how a node agent of a test runs.
 *
 * @param prefix what comes before its command line
 * @param settings of its own
 */
public record AgentPlace(List<String> prefix, Map<String, String> settings) {
    /** On this host, beside the test. */
    public static final AgentPlace HERE = new AgentPlace(List.of(), Map.of());

    public AgentPlace {
        prefix = List.copyOf(prefix);
        settings = Map.copyOf(settings);
    }
}
