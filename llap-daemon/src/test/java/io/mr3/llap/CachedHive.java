package io.mr3.llap;

import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.WorkerForm;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Hive with workers that have memory for its cache: what is set besides makes many small tasks and counts what they do. */
final class CachedHive implements AutoCloseable {
    static final int CACHE_MB = 128;

    private final HiveProcess hive;
    private final Path counters;

    private CachedHive(HiveProcess hive, Path counters) {
        this.hive = hive;
        this.counters = counters;
    }

    /** @param data directory for metastore, warehouse and logs */
    static CachedHive start(WorkerForm form, Path data, Map<String, String> more) {
        Path counters = data.resolve("counters.txt");
        Map<String, String> settings = new HashMap<>(Map.of(
                "mr3.container.cache.mb",
                Integer.toString(CACHE_MB),
                "tez.grouping.min-size",
                "1",
                "tez.grouping.max-size",
                "1000",
                "hive.fetch.task.conversion",
                "none",
                "hive.compute.query.using.stats",
                "false",
                "hive.exec.post.hooks",
                CounterHook.class.getName(),
                CounterHook.FILE,
                counters.toString()));
        settings.putAll(more);
        return new CachedHive(HiveProcess.mr3(form, data, settings), counters);
    }

    HiveProcess hive() {
        return hive;
    }

    /** What a query counts. */
    ScanCounters countersOf(String query) {
        return countersOf(hive, query);
    }

    /** What a query of one session counts; no other may run meanwhile. */
    ScanCounters countersOf(Engine session, String query) {
        session.run(query);
        return ScanCounters.read(counters);
    }

    Rows run(String statement) {
        return hive.run(statement);
    }

    @Override
    public void close() {
        hive.close();
    }
}
