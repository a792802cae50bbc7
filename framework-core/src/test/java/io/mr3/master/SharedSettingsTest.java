package io.mr3.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.Mr3Conf;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSettingsTest {
    @Test
    void workers_are_processes_unless_somebody_says_otherwise() {
        assertEquals(Map.of("mr3.local.worker", "process"), SharedSettings.of(Mr3Conf.defaults()));
        Map<String, String> given = Map.of("mr3.local.worker", "process", "mr3.container.slots", "3");
        assertEquals(given, SharedSettings.of(Mr3Conf.of(given)));
    }

    @Test
    void a_thread_worker_is_refused() {
        assertEquals(
                "mr3.local.worker: expected process, got 'thread' (given values): a DAGAppMaster that clients share runs no"
                        + " attempt itself",
                refusal(Map.of("mr3.local.worker", "thread")));
    }

    @Test
    void where_workers_are_no_threads_anyway_nothing_is_refused() {
        Map<String, String> cluster = Map.of("mr3.resource-manager", "standalone", "mr3.local.worker", "thread");
        assertEquals("standalone", SharedSettings.of(Mr3Conf.of(cluster)).get("mr3.resource-manager"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::", "no such host"})
    void beyond_loopback_a_secret_is_needed(String host) {
        assertEquals(
                "mr3.am.secret.file: expected a file, got none: a DAGAppMaster that listens beyond loopback"
                        + " (mr3.am.bind-host=" + host + ") needs a secret that its clients have",
                refusal(Map.of("mr3.am.bind-host", host)));
        SharedSettings.of(Mr3Conf.of(Map.of("mr3.am.bind-host", host, "mr3.am.secret.file", "/s")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "::1"})
    void loopback_needs_none(String host) {
        SharedSettings.of(Mr3Conf.of(Map.of("mr3.am.bind-host", host)));
    }

    private static String refusal(Map<String, String> settings) {
        Mr3Conf conf = Mr3Conf.of(settings);
        return assertThrows(IllegalArgumentException.class, () -> SharedSettings.of(conf))
                .getMessage();
    }
}
