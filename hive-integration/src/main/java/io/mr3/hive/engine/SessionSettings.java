package io.mr3.hive.engine;

import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import io.mr3.tez.client.SessionObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/**
 * What Hive's sessions in this process have set of mr3's keys, for the DAGs of their queries; and an ear for why a DAG
 * waits. Thread-safe.
 */
final class SessionSettings implements SessionObserver {
    /** Of queries whose session has set something; far more than run at once. */
    private static final int KEPT_QUERIES = 1000;

    private final Mr3Conf base;
    private final Map<String, String> given;
    private final BiConsumer<String, String> waiting;
    private final Map<String, Map<String, String>> ofQueries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
            return size() > KEPT_QUERIES;
        }
    };

    /**
     * Settings of no query yet.
     *
     * @param base what the engine was started with
     * @param given what Hive says of mr3's keys before a session sets any
     * @param waiting is told of a DAG that waits, and why
     */
    SessionSettings(Mr3Conf base, Map<String, String> given, BiConsumer<String, String> waiting) {
        this.base = base;
        this.given = Map.copyOf(given);
        this.waiting = waiting;
    }

    /**
     * Takes what is in force in a query's session now.
     *
     * @throws ConfigException if there is no such key, a value is bad, or a session may not set it
     */
    void update(String queryId, Map<String, String> session) {
        Map<String, String> ours = new LinkedHashMap<>(session);
        ours.entrySet()
                .removeIf(setting -> !setting.getKey().startsWith("mr3.")
                        || setting.getValue().equals(given.get(setting.getKey())));
        if (!ours.isEmpty()) {
            base.withSession(ours);
        }
        synchronized (ofQueries) {
            if (ours.isEmpty()) {
                ofQueries.remove(queryId);
            } else {
                ofQueries.put(queryId, Map.copyOf(ours));
            }
        }
    }

    @Override
    public Map<String, String> settingsOf(Map<String, String> dagConf) {
        synchronized (ofQueries) {
            return ofQueries.getOrDefault(dagConf.get(ConfVars.HIVE_QUERY_ID.varname), Map.of());
        }
    }

    @Override
    public void waits(String dagId, String reason) {
        waiting.accept(dagId, reason);
    }
}
