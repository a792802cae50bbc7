package io.mr3.llap;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.llap.io.api.LlapIo;
import org.apache.hadoop.hive.llap.io.api.LlapProxy;

/** Starts Hive's cache in this process. */
final class ColumnarCache {
    private ColumnarCache() {}

    /** @throws IOException if Hive does not take the settings; says why */
    static void start(Configuration conf) throws IOException {
        try {
            LlapProxy.initializeLlapIo(conf);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
            throw new IOException("Hive's cache (LLAP I/O) did not start: " + cause.getMessage(), cause);
        }
        startThreads(LlapProxy.getIo(), "executor");
        startThreads(LlapProxy.getIo(), "encodeExecutor");
    }

    /**
     * Starts the threads of one of the cache's pools. Hive starts each with the first attempt that needs it, whose thread group,
     * user and input position the thread would have for good.
     */
    private static void startThreads(LlapIo<?> io, String pool) throws IOException {
        try {
            Field field = io.getClass().getDeclaredField(pool);
            field.setAccessible(true);
            if (field.get(io) instanceof ThreadPoolExecutor threads) {
                threads.prestartAllCoreThreads();
            }
        } catch (ReflectiveOperationException e) {
            throw new IOException("expected Hive 4.0.1, whose cache has threads in '" + pool + "'", e);
        }
    }
}
