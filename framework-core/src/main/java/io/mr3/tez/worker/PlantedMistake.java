package io.mr3.tez.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    /** What {@link #SHARED_EXECUTOR} plants. */
    static final class Shared {
        static final ExecutorService POOL = Executors.newCachedThreadPool();
        static final TezExecutors TEZ_POOL = new TezSharedExecutor(new Configuration(false));

        private Shared() {}
    }
}
