package io.mr3.tez.worker;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileSystem.Statistics.StatisticsData;
import org.apache.tez.common.counters.FileSystemCounter;
import org.apache.tez.common.counters.TezCounters;

/**
 * The one thread on which Tez runs an attempt. It is made by the attempt's root thread, so it inherits what is set
 * there.
 *
 * <p>When the attempt is through, it reads what file systems counted for this thread. Their counters are per thread or
 * per process, nothing between: an attempt's {@code FileSystemCounter}s are therefore those of the thread that reads
 * its input and writes its output, without those of sorters' and fetchers' own threads, and appear when the attempt
 * ends.
 */
final class AttemptExecutor extends ThreadPoolExecutor {
    private volatile Map<String, StatisticsData> statistics = Map.of();

    AttemptExecutor(String attempt, AttemptContext context) {
        super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(context.wrap(work), attempt);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return super.newTaskFor(() -> {
            try {
                return task.call();
            } finally {
                statistics = ofThisThread();
            }
        });
    }

    /** Adds what is known of this attempt's use of file systems; nothing before its end. */
    void addTo(TezCounters counters) {
        statistics.forEach((scheme, data) -> {
            add(counters, scheme, FileSystemCounter.BYTES_READ, data.getBytesRead());
            add(counters, scheme, FileSystemCounter.BYTES_WRITTEN, data.getBytesWritten());
            add(counters, scheme, FileSystemCounter.READ_OPS, data.getReadOps());
            add(counters, scheme, FileSystemCounter.LARGE_READ_OPS, data.getLargeReadOps());
            add(counters, scheme, FileSystemCounter.WRITE_OPS, data.getWriteOps());
        });
    }

    private static void add(TezCounters counters, String scheme, FileSystemCounter counter, long value) {
        counters.findCounter(scheme, counter).increment(value);
    }

    @SuppressWarnings("deprecation") // the newer statistics of Hadoop are per process only
    private static Map<String, StatisticsData> ofThisThread() {
        Map<String, StatisticsData> found = new HashMap<>();
        for (FileSystem.Statistics of : FileSystem.getAllStatistics()) {
            found.put(of.getScheme().toUpperCase(Locale.ROOT), of.getThreadStatistics());
        }
        return found;
    }
}
