package io.mr3.hive.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.tez.TaskEnvironment;
import io.mr3.tez.worker.PlantedMistake;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.llap.LlapDaemonInfo;
import org.apache.hadoop.hive.llap.io.api.LlapProxy;
import org.apache.hadoop.hive.ql.exec.ObjectCache;
import org.apache.hadoop.hive.ql.exec.ObjectCacheFactory;
import org.apache.hadoop.hive.ql.io.IOContext;
import org.apache.hadoop.hive.ql.io.IOContextMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HiveTaskEnvironmentTest {
    private final HiveTaskEnvironment environment = new HiveTaskEnvironment();

    @AfterEach
    void restore() {
        System.clearProperty(PlantedMistake.PROPERTY);
        LlapProxy.setDaemon(false);
    }

    @Test
    void isFound() {
        assertTrue(ServiceLoader.load(TaskEnvironment.class).stream()
                .anyMatch(provider -> provider.type() == HiveTaskEnvironment.class));
    }

    @Test
    void tellsHiveThatItIsADaemonWithSlots() {
        environment.processStarted(TaskEnvironment.Role.WORKER, "worker-1", 4, 4L << 30, 0);
        assertTrue(LlapProxy.isDaemon());
        assertTrue(LlapDaemonInfo.INSTANCE.isLlap());
        assertEquals(1L << 30, LlapDaemonInfo.INSTANCE.getMemoryPerExecutor());
        assertFalse(LlapDaemonInfo.INSTANCE.isLlapIo());
    }

    @Test
    void plantedDaemonFlagLeavesHiveUntold() {
        System.setProperty(PlantedMistake.PROPERTY, "daemon-flag");
        environment.processStarted(TaskEnvironment.Role.WORKER, "worker-1", 4, 4L << 30, 0);
        assertFalse(LlapProxy.isDaemon());
    }

    @Test
    void threadsOfAnAttemptShareItsInputContextAndNoOther() {
        IOContext mine = inAttempt("attempt_1_0001_1_00_000000_0", HiveTaskEnvironmentTest::contextOfNewThread);
        IOContext other = inAttempt("attempt_1_0001_1_00_000001_0", HiveTaskEnvironmentTest::contextOfNewThread);
        assertNotSame(mine, other);
        inAttempt("attempt_1_0001_1_00_000002_0", () -> {
            assertSame(context(), contextOfNewThread());
            return null;
        });
    }

    @Test
    void plantedAttemptIdMixesInputContexts() {
        System.setProperty(PlantedMistake.PROPERTY, "attempt-id");
        assertSame(
                inAttempt("attempt_1_0001_1_00_000003_0", HiveTaskEnvironmentTest::context),
                inAttempt("attempt_1_0001_1_00_000004_0", HiveTaskEnvironmentTest::context));
    }

    @Test
    void dropsWhatAQueryCached() throws Exception {
        LlapProxy.setDaemon(true);
        Configuration conf = new Configuration(false);
        conf.set("hive.query.id", "query-1");
        ObjectCache cache = ObjectCacheFactory.getCache(conf, "query-1", false, true);
        cache.retrieve("key", () -> "first");
        environment.dagEnded("dag_1_0001_1", conf);
        ObjectCache next = ObjectCacheFactory.getCache(conf, "query-1", false, true);
        assertEquals("second", next.retrieve("key", () -> "second"));
    }

    private <T> T inAttempt(String id, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread root = new Thread(() -> {
            environment.attemptBegins(id);
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                environment.attemptEnds(id);
            }
        });
        root.start();
        return result.join();
    }

    private static IOContext contextOfNewThread() {
        CompletableFuture<IOContext> result = new CompletableFuture<>();
        new Thread(() -> result.complete(context())).start();
        return result.join();
    }

    private static IOContext context() {
        return IOContextMap.get(new Configuration(false));
    }
}
