package io.mr3.llap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTask.Attempt;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.InputSplit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of workers, what is broadcast of it, and where splits go by it. */
class LlapIoTaskTest {
    private static final InputSplit LOCAL_FILE =
            new FileSplit(new Path("file:/t/f"), 0, 100, new String[] {"localhost"});

    private final List<ByteString> history = new ArrayList<>();
    private final LlapIoTask task = new LlapIoTask();

    private final DaemonTask.Context group = new DaemonTask.Context() {
        @Override
        public String group() {
            return "default";
        }

        @Override
        public void broadcast(ByteString event) {
            history.add(event);
        }
    };

    @BeforeEach
    void start() {
        task.start(group);
    }

    @AfterEach
    void close() {
        task.close();
        assertTrue(WorkerTables.isEmpty());
    }

    private static Attempt worker(int number) {
        return new Attempt("worker-" + number, "worker-" + number + "@host", ByteString.EMPTY);
    }

    private static WorkerSplitLocationProvider provider(boolean cached) {
        Configuration conf = new Configuration(false);
        conf.setBoolean("hive.llap.io.enabled", cached);
        return new WorkerSplitLocationProvider(conf);
    }

    private static List<String> locations(boolean cached, InputSplit split) throws Exception {
        return List.of(provider(cached).getLocations(split));
    }

    @Test
    void splitsFollowTheWorkersThatAreThere() throws Exception {
        assertEquals(List.of(), locations(true, LOCAL_FILE));
        task.attemptReady(worker(1));
        assertEquals(List.of("worker-1@host"), locations(true, LOCAL_FILE));
        task.attemptReady(worker(2));
        task.attemptEnded(worker(1), "lost");
        assertEquals(List.of("worker-2@host"), locations(true, LOCAL_FILE));
        task.attemptEnded(worker(2), "lost");
        assertEquals(List.of(), locations(true, LOCAL_FILE));
    }

    @Test
    void aQueryWithoutTheCacheGoesWhereTheFileIs() throws Exception {
        task.attemptReady(worker(1));
        assertEquals(List.of(), locations(false, LOCAL_FILE));
        InputSplit elsewhere = new FileSplit(new Path("hdfs://n/f"), 0, 100, new String[] {"a", "b"});
        assertEquals(List.of("a", "b"), locations(false, elsewhere));
        assertEquals(List.of("worker-1@host"), locations(true, elsewhere));
    }

    @Test
    void allAttemptsHaveTheTable() {
        task.attemptReady(worker(1));
        task.attemptReady(worker(2));
        assertEquals(
                List.of("worker-1@host", "worker-2@host"),
                WorkerTable.ofEvent(history.get(1)).locations());
        assertEquals(List.of(history.get(1)), task.compact(history));
        assertEquals(List.of(), task.compact(List.of()));
    }
}
