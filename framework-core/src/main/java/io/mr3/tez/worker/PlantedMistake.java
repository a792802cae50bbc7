package io.mr3.tez.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.TezExecutors;
import org.apache.tez.common.TezSharedExecutor;

/**
 * Takes away one of the three protections without which several attempts in one JVM give wrong rows, so that a test can
 * show that each of them is needed: {@code -Dmr3.test.plant=daemon-flag}, {@code attempt-id} or
 * {@code shared-executor}. For tests only; without the property nothing is planted.
 */
public enum PlantedMistake {
    /** The application is not told that attempts share its JVM. */
    DAEMON_FLAG("daemon-flag"),
    /** The root thread does not carry its attempt's id. */
    ATTEMPT_ID("attempt-id"),
    /** Attempts run on the threads of a common pool. */
    SHARED_EXECUTOR("shared-executor");

    /** The system property that names the mistake. */
    public static final String PROPERTY = "mr3.test.plant";

    private final String text;

    PlantedMistake(String text) {
        this.text = text;
    }

    /** Whether this JVM was started with this mistake. */
    public boolean isPlanted() {
        return text.equals(System.getProperty(PROPERTY));
    }

    /** The option of a JVM that plants this mistake there. */
    public String javaOption() {
        return "-D" + PROPERTY + "=" + text;
    }

    /**
     * What {@link #SHARED_EXECUTOR} plants. The pool starts its threads when it is made, so that all carry what one thread
     * did; made one by one, by whichever attempt lacks a thread, each would keep a stale id of its own, and different ids
     * are enough for right rows.
     */
    static final class Shared {
        private static final int STARTED_THREADS = 16;
        static final ExecutorService POOL = startedPool();
        static final TezExecutors TEZ_POOL = new TezSharedExecutor(new Configuration(false));

        private Shared() {}

        private static ExecutorService startedPool() {
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    STARTED_THREADS, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
            pool.prestartAllCoreThreads();
            return pool;
        }
    }
}
