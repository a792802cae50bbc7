package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.am.group.DagQueue;
import io.mr3.am.group.DagQueues;
import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DagQueueSettingsTest {
    private static final String SCHEME = "mr3.dag.queue.scheme";
    private static final String SPECS = "mr3.dag.queue.capacity.specs";

    @Test
    void readsEachScheme() {
        assertEquals(DagQueues.individual(), DagQueueSettings.read(Mr3Conf.defaults()));
        assertEquals(DagQueues.common(), DagQueueSettings.read(Mr3Conf.of(Map.of(SCHEME, "common"))));
        assertEquals(
                new DagQueues(
                        List.of(new DagQueue("high", 80), new DagQueue("medium", 50), new DagQueue("default", 0)),
                        DagQueues.Ordering.FAIR),
                DagQueueSettings.read(Mr3Conf.of(Map.of(SCHEME, "capacity", SPECS, "high=80, medium=50"))));
    }

    @Test
    void capacityNeedsQueues() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> DagQueueSettings.read(Mr3Conf.of(Map.of(SCHEME, "capacity"))));
        assertEquals(
                "mr3.dag.queue.capacity.specs: expected queues, as high=80,default=20, for"
                        + " mr3.dag.queue.scheme=capacity, got none",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"high=101", "high=-1", "high", "=5", "high=5,high=6", "high=x", "a b=5", "high=5%"})
    void whatIsNoListOfQueuesIsRefusedInOneLine(String specs) {
        ConfigException refused = assertThrows(ConfigException.class, () -> Mr3Conf.of(Map.of(SPECS, specs)));
        assertEquals(
                SPECS + ": expected comma-separated list, items name=percent, with different names and"
                        + " 0 to 100 percent, got '" + specs + "' (given values)",
                refused.getMessage());
    }
}
