package io.mr3.benchmarks.sharing;

import io.mr3.config.Mr3Conf;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.master.MasterFile;
import io.mr3.master.SharedMaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Hive, and a DAGAppMaster in a process of its own that serves it alone; workers are children of the latter. */
final class HiveOnMaster implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private final Mr3Conf conf;
    private final HiveProcess hive;

    private HiveOnMaster(Mr3Conf conf, HiveProcess hive) {
        this.conf = conf;
        this.hive = hive;
    }

    /**
     * Starts both.
     *
     * @param data directory of metastore and warehouse, which no other process uses
     */
    static HiveOnMaster start(Path data, Map<String, String> settings) {
        Mr3Conf conf = Mr3Conf.of(Map.of("mr3.data.dir", data.toString()));
        try {
            return new HiveOnMaster(conf, HiveProcess.mr3(WorkerForm.PROCESS, data, settings));
        } catch (RuntimeException e) {
            endMaster(conf);
            throw e;
        }
    }

    HiveProcess hive() {
        return hive;
    }

    /** Processor time of the DAGAppMaster and of all workers that it ever had, in seconds. */
    double processorSeconds() {
        try {
            return ProcessorTime.secondsOfTree(
                    SharedMaster.locate(conf).orElseThrow().pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends both; the event log is complete then. */
    @Override
    public void close() {
        hive.close();
        endMaster(conf);
    }

    private static void endMaster(Mr3Conf conf) {
        try {
            MasterFile master = SharedMaster.locate(conf).orElse(null);
            if (master != null) {
                ProcessHandle.of(master.pid()).ifPresent(ProcessHandle::destroy);
                SharedMaster.awaitEnd(conf, master, LONGEST_END);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
