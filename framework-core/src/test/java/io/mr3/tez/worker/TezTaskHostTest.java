package io.mr3.tez.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.AttemptId;
import io.mr3.common.routing.ScatterGather;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.testkit.Await;
import io.mr3.worker.WorkerHarness;
import io.mr3.worker.WorkerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.tez.runtime.api.ProcessorContext;
import org.apache.tez.runtime.library.api.KeyValueWriter;
import org.apache.tez.runtime.library.api.KeyValuesReader;
import org.apache.tez.runtime.library.processor.SimpleProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Tez tasks in a worker whose group is the test. */
class TezTaskHostTest {
    static final Map<String, Integer> SUMS = new ConcurrentHashMap<>();

    @TempDir
    Path dir;

    private MailboxPool pool;
    private WorkerHarness worker;

    @BeforeEach
    void start() throws Exception {
        SUMS.clear();
        pool = new MailboxPool("test-worker", 2);
        WorkerSettings settings = TestTasks.settings(dir);
        worker = new WorkerHarness(
                settings, pool, TezTaskHost.start(settings, 4711, new TaskEnvironments(java.util.List.of())));
    }

    @AfterEach
    void stop() {
        worker.lose();
        worker.ended().join();
        pool.close();
    }

    /** Writes the words of this task with their lengths. */
    public static final class Words extends SimpleProcessor {
        public Words(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            KeyValueWriter writer = (KeyValueWriter) getOutputs().get("consumer").getWriter();
            for (int i = 0; i < 1000; i++) {
                writer.write(new Text("word" + i % 10), new IntWritable(getContext().getTaskIndex() + 1));
            }
        }
    }

    /** Adds up. */
    public static final class Sums extends SimpleProcessor {
        public Sums(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            KeyValuesReader reader = (KeyValuesReader) getInputs().get("producer").getReader();
            while (reader.next()) {
                int sum = 0;
                for (Object value : reader.getCurrentValues()) {
                    sum += ((IntWritable) value).get();
                }
                SUMS.merge(reader.getCurrentKey().toString(), sum, Integer::sum);
            }
        }
    }

    @Test
    void runsTwoVerticesWithShuffle() {
        worker.handOn();
        worker.order(
                TestTasks.registerDag(),
                TestTasks.producer(Words.class, TestTasks.ordered()),
                TestTasks.consumer(Sums.class, TestTasks.ordered(), ScatterGather.plain(2), 2));
        AttemptId[] consumers = {TestTasks.attempt(1, 0, 0), TestTasks.attempt(1, 1, 0)};
        AttemptId[] producers = {TestTasks.attempt(0, 0, 0), TestTasks.attempt(0, 1, 0)};
        for (AttemptId consumer : consumers) {
            worker.launch(TestTasks.launch(consumer, 2).addPhysicalInputs(2));
        }
        for (AttemptId producer : producers) {
            worker.launch(TestTasks.launch(producer, 2).addPhysicalOutputs(2));
        }
        for (AttemptId attempt : new AttemptId[] {producers[0], producers[1], consumers[0], consumers[1]}) {
            succeeds(attempt);
        }
        Map<String, Integer> expected = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            expected.put("word" + i, 300);
        }
        assertEquals(expected, new TreeMap<>(SUMS));
    }

    private void succeeds(AttemptId attempt) {
        AttemptEnd end = ends(attempt);
        assertEquals(Outcome.SUCCEEDED, end.getOutcome(), end::getDiagnostics);
    }

    private AttemptEnd ends(AttemptId attempt) {
        Await.until(() -> worker.end(attempt.toString()) != null);
        return worker.end(attempt.toString());
    }
}
