package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What {@code mr3-cluster agent} is told on its standard input on another host.
 *
 * @param secret of the cluster
 * @param settings that go over those of the host
 * @param agents that are meant
 * @param waitMillis how long they may take to end by themselves
 * @param sweep whether workers that outlive their agents are ended
 */
record RemoteOrder(
        String secret, Map<String, String> settings, List<AgentSpec> agents, long waitMillis, boolean sweep) {
    private static final ObjectMapper JSON = new ObjectMapper();

    RemoteOrder {
        settings = settings == null ? Map.of() : Map.copyOf(settings);
        agents = agents == null ? List.of() : List.copyOf(agents);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts are always JSON", e);
        }
    }

    /** @throws IOException in one line, which does not repeat the text */
    static RemoteOrder read(String text) throws IOException {
        try {
            RemoteOrder order = JSON.readValue(text, RemoteOrder.class);
            if (order != null) {
                return order;
            }
        } catch (JsonProcessingException e) {
            // its message may repeat the secret
        }
        throw new IOException("standard input: expected an order of mr3-cluster as JSON");
    }

    @Override
    public String toString() {
        return "order for " + agents;
    }
}
