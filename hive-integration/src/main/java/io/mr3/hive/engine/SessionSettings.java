package io.mr3.hive.engine;

import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import io.mr3.tez.client.SessionObserver;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the shell's session has set of mr3's keys, for its next DAGs; and the shell's ear for why one waits. */
final class SessionSettings implements SessionObserver {
    private final Mr3Conf base;
    private final Map<String, String> given;
    private volatile Map<String, String> settings = Map.of();

    /**
     * @param base what the engine was started with
     * @param given what Hive says of mr3's keys before the session sets any
     */
    SessionSettings(Mr3Conf base, Map<String, String> given) {
        this.base = base;
        this.given = Map.copyOf(given);
    }

    /**
     * Takes what is in force in the session now.
     *
     * @throws ConfigException if there is no such key, a value is bad, or a session may not set it
     */
    void update(Map<String, String> session) {
        Map<String, String> ours = new LinkedHashMap<>(session);
        ours.entrySet()
                .removeIf(setting -> !setting.getKey().startsWith("mr3.")
                        || setting.getValue().equals(given.get(setting.getKey())));
        base.withSession(ours);
        settings = Map.copyOf(ours);
    }

    @Override
    public Map<String, String> settingsOfNextDag() {
        return settings;
    }

    @Override
    public void waits(String dagId, String reason) {
        System.err.println("mr3: the query " + reason);
    }
}
