package io.mr3.tez.client;

import java.util.Map;

/**
 * A client's process, such as a shell, that takes part in its Tez sessions beyond what Tez's protocol has words for. Calls
 * come from any thread and must not block.
 */
public interface SessionObserver {
    /** Takes no part. */
    SessionObserver NONE = new SessionObserver() {
        @Override
        public Map<String, String> settingsOf(Map<String, String> dagConf) {
            return Map.of();
        }

        @Override
        public void waits(String dagId, String reason) {
            // a Tez client cannot say it
        }
    };

    /**
     * Settings of mr3 for a DAG that is being submitted, over those of its session.
     *
     * @param dagConf what the client itself gave the DAG, which tells whose it is
     */
    Map<String, String> settingsOf(Map<String, String> dagConf);

    /** Nothing of a DAG has run for a second; told once for each DAG and reason. */
    void waits(String dagId, String reason);

    /** Lets {@code observer} take part in the sessions that this process opens from now on. */
    static void install(SessionObserver observer) {
        Applications.ofThisJvm().observe(observer);
    }
}
