package io.mr3.tez.worker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.tez.runtime.api.ProcessorContext;
import org.apache.tez.runtime.api.TaskFailureType;
import org.apache.tez.runtime.library.api.KeyValueReader;
import org.apache.tez.runtime.library.api.KeyValueWriter;
import org.apache.tez.runtime.library.api.KeyValuesReader;
import org.apache.tez.runtime.library.processor.SimpleProcessor;

/** What the attempts of these tests do. They meet their tests in static fields, as only code in one JVM can. */
final class TestProcessors {
    static final Map<String, Integer> SUMS = new ConcurrentHashMap<>();
    static final Map<String, Object> SEEN = new ConcurrentHashMap<>();
    static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();
    static volatile CyclicBarrier meeting;
    static volatile CountDownLatch started;
    static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private TestProcessors() {}

    static void reset() {
        SUMS.clear();
        SEEN.clear();
        THREADS.clear();
        started = new CountDownLatch(1);
    }

    /** Writes ten words, each a hundred times, with the task's number plus one. */
    public static final class Words extends SimpleProcessor {
        public Words(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            KeyValueWriter writer =
                    (KeyValueWriter) getOutputs().get("consumer").getWriter();
            for (int i = 0; i < 1000; i++) {
                writer.write(
                        new Text("word" + i % 10), new IntWritable(getContext().getTaskIndex() + 1));
            }
        }
    }

    /** Adds up groups. */
    public static final class GroupSums extends SimpleProcessor {
        public GroupSums(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            KeyValuesReader reader =
                    (KeyValuesReader) getInputs().get("producer").getReader();
            while (reader.next()) {
                int sum = 0;
                for (Object value : reader.getCurrentValues()) {
                    sum += ((IntWritable) value).get();
                }
                SUMS.merge(reader.getCurrentKey().toString(), sum, Integer::sum);
            }
        }
    }

    /** Adds up pairs. */
    public static final class PairSums extends SimpleProcessor {
        public PairSums(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            KeyValueReader reader = (KeyValueReader) getInputs().get("producer").getReader();
            while (reader.next()) {
                SUMS.merge(
                        reader.getCurrentKey().toString(),
                        ((IntWritable) reader.getCurrentValue()).get(),
                        Integer::sum);
            }
        }
    }

    /** Waits until all attempts are here, in this JVM, at once. */
    public static final class Meeting extends SimpleProcessor {
        public Meeting(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            THREADS.add(Thread.currentThread());
            SEEN.put("inherited " + getContext().getUniqueIdentifier(), String.valueOf(INHERITED.get()));
            SEEN.put("user", UserGroupInformation.getCurrentUser().getShortUserName());
            SEEN.put("memory", getContext().getTotalMemoryAvailableToTask());
            meeting.await(60, TimeUnit.SECONDS);
        }
    }

    /** Never ends by itself. */
    public static final class Endless extends SimpleProcessor {
        public Endless(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            started.countDown();
            new CountDownLatch(1).await();
        }
    }

    /** Fails as its payload says. */
    public static final class Failing extends SimpleProcessor {
        public Failing(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            switch (getContext().getUserPayload().getPayload().get(0)) {
                case 'm':
                    throw new OutOfMemoryError("planted");
                case 'f':
                    getContext().reportFailure(TaskFailureType.FATAL, new IllegalStateException("bad row"), "udf");
                    new CountDownLatch(1).await();
                    break;
                case 'i':
                    // what an application may leave behind when it swallows an interrupt
                    Thread.currentThread().interrupt();
                    break;
                default:
                    throw new RuntimeException("outer", new IllegalStateException("the root cause"));
            }
        }
    }

    /** Asks whether it may commit, and reads and writes a local file. */
    public static final class Committing extends SimpleProcessor {
        public Committing(ProcessorContext context) {
            super(context);
        }

        @Override
        public void run() throws Exception {
            SEEN.put("canCommit", getContext().canCommit());
            Path file = new Path(getContext().getWorkDirs()[0], "own file");
            FileSystem files = FileSystem.get(file.toUri(), new org.apache.hadoop.conf.Configuration());
            try (var out = files.create(file)) {
                out.write(new byte[1000]);
            }
            // Tez's own guess, from inputs that are not there, would be set over it
            progressHelper.shutDownProgressTaskService();
            getContext().setProgress(0.25f);
            started.await();
        }
    }
}
