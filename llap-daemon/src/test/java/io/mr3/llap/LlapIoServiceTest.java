package io.mr3.llap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonTaskAttempt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** What the service refuses, and what it makes of settings. */
class LlapIoServiceTest {
    private static final long MB = 1L << 20;

    private static DaemonSettings payload(String text) {
        return new DaemonSettings("llap-io", text);
    }

    /** A worker with that much memory for caches. */
    private record Worker(long cacheBytes) implements DaemonTaskAttempt.Context {
        @Override
        public String worker() {
            return "worker-1";
        }

        @Override
        public String host() {
            return "host";
        }

        @Override
        public int slots() {
            return 3;
        }

        @Override
        public long taskMemoryBytes() {
            return 512 * MB;
        }

        @Override
        public void send(ByteString message) {}

        @Override
        public void fail(Throwable cause) {}
    }

    @Test
    void aGroupWithoutMemoryForACacheIsRefused() {
        DaemonTaskAttempt attempt = new LlapIoService().createAttempt(payload(""));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> attempt.initialize(new Worker(0)));
        assertEquals(
                "mr3.container.cache.mb: expected more than 64 MB for Hive's cache (LLAP I/O), got 0",
                refused.getMessage());
    }

    @Test
    void aThreadOfTheMasterIsRefused() {
        WorkerTables.put("default", WorkerTable.EMPTY);
        try {
            DaemonTaskAttempt attempt = new LlapIoService().createAttempt(payload(""));
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> attempt.initialize(new Worker(128 * MB)));
            assertTrue(refused.getMessage().contains("mr3.local.worker=process"), refused.getMessage());
        } finally {
            WorkerTables.remove("default");
        }
    }

    @Test
    void aPayloadOfOtherSettingsIsRefused() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new LlapIoService()
                .createTask(payload("hive.llap.x=1\ntez.y=2")));
        assertEquals(
                "mr3.daemon.llap-io.payload: expected lines hive.llap.…=value, got 'tez.y=2'", refused.getMessage());
    }

    @Test
    void theSizeIsThatOfTheGroupAndTheRestTheUsers() {
        Configuration conf = LlapIoSettings.ofPayload(
                        payload("hive.llap.io.memory.size=1Gb\n hive.llap.io.threadpool.size = 7"))
                .forWorker("worker-1", 3, 96 * MB);
        assertEquals(Long.toString(96 * MB), conf.get("hive.llap.io.memory.size"));
        assertEquals("7", conf.get("hive.llap.io.threadpool.size"));
        assertEquals("false", conf.get("hive.llap.io.allocator.direct"));
    }
}
