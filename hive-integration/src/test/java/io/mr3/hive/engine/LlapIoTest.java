package io.mr3.hive.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.Mr3Conf;
import io.mr3.hive.shell.BadInput;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** When Hive's cache is wanted and when it can't be had; that it works is shown where its own module is. */
class LlapIoTest {
    private static final Mr3Conf WITHOUT = Mr3Conf.defaults();
    private static final Mr3Conf WITH = Mr3Conf.of(Map.of("mr3.container.cache.mb", "128"));

    private final Configuration hive = new Configuration(false);

    @Test
    void workersWithoutMemoryForItHaveNone() {
        assertEquals(Map.of(), LlapIo.hiveDefaults(WITHOUT));
        assertEquals(Map.of(), LlapIo.daemonSettings(WITHOUT, hive, Set.of()));
    }

    @Test
    void queriesUseItWhereWorkersHaveMemoryForIt() {
        assertEquals("true", LlapIo.hiveDefaults(WITH).get("hive.llap.io.enabled"));
    }

    @Test
    void whatTheUserSaysReachesIt() {
        hive.set("hive.llap.io.threadpool.size", "3");
        hive.set("hive.llap.io.memory.size", "1Gb");
        hive.set("hive.llap.io.allocator.direct", "true");
        assertEquals("hive.llap.io.threadpool.size=3", LlapIo.payload(hive, Set.of()), "not what Hive says itself");
        assertEquals(
                "hive.llap.io.allocator.direct=true\nhive.llap.io.threadpool.size=3",
                LlapIo.payload(hive, Set.of("hive.llap.io.allocator.direct")));
    }

    @Test
    void itDoesNotServeUsersWhoAreImpersonated() {
        hive.setBoolean("hive.server2.enable.doAs", true);
        assertEquals(
                "mr3.container.cache.mb: expected 0 with hive.server2.enable.doAs=true, got 128: Hive's cache (LLAP I/O) does"
                        + " not serve users that HiveServer2 impersonates",
                assertThrows(BadInput.class, () -> LlapIo.daemonSettings(WITH, hive, Set.of()))
                        .getMessage());
    }

    @Test
    void itsJarMustBeThere() {
        assertEquals(
                "mr3.container.cache.mb: expected the jar of llap-daemon, which is Hive's cache, on the class path, found none;"
                        + " add it, or set 0",
                assertThrows(BadInput.class, () -> LlapIo.daemonSettings(WITH, hive, Set.of()))
                        .getMessage());
    }
}
