package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.TaskId;
import io.mr3.hive.compare.AttemptChange;
import io.mr3.hive.compare.AttemptHistory;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.hive.rows.Spread;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An output whose bytes have changed on the disk since its attempt succeeded never gives wrong rows: whoever reads it finds
 * that its checksum is another, and it is made again. What is joined with it waits, so that nobody can have read all of it.
 */
class DamagedOutputsTest {
    private static final String PRODUCERS = "Map 1";
    private static final String CONSUMERS = "Reducer 2";

    @TempDir
    static Path temp;

    private static HiveProcess hive;
    private static AttemptHistory history;

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> settings = new HashMap<>(Spread.TASK_PER_FILE);
        settings.put("mr3.local.dirs", temp.resolve("local").toString());
        // all numbers are shuffled, twice
        settings.put("hive.auto.convert.join", "false");
        settings.put("hive.optimize.shared.work", "false");
        Path data = temp.resolve("data");
        hive = HiveProcess.mr3(WorkerForm.TWO_PROCESSES, data, settings);
        Spread.load(hive, temp.resolve("numbers"));
        history = AttemptHistory.read(data);
        Misbehaving.add(Misbehaving.jar(temp.resolve("jar")), hive);
        Await.until(() -> WorkerProcess.of(hive).size() == 2);
    }

    @AfterAll
    static void nothingIsLeft() {
        WorkerProcess.closeWithAll(hive);
    }

    /** Consumers start when all is damaged. */
    @Test
    void thoseThatAreFetchedAreMadeAgain() throws IOException {
        hive.run("set tez.runtime.optimize.local.fetch=false");
        setConsumers(2 * WorkerForm.SLOTS, "1.0");
        Damage damage = new Damage("fetched");
        damage.awaitFinishedProducers();
        damage.flipBitsOf(WorkerProcess.of(hive));
        damage.assertMadeAgain();
    }

    /** The one consumer waits for the last output, and reads the others of its worker from the disk only then. */
    @Test
    void thoseThatAreReadFromTheDiskOfTheirWorkerAreMadeAgain() throws IOException {
        hive.run("set tez.runtime.optimize.local.fetch=true");
        setConsumers(1, "0.0");
        Damage damage = new Damage("read from the disk");
        damage.awaitFinishedProducers();
        damage.flipBitsOf(List.of(damage.workerOfConsumer()));
        damage.assertMadeAgain();
        assertTrue(damage.firstEndOfConsumer().startsWith("outputs that it reads were lost while it ran: "));
    }

    /** @param fraction of the producers that must have ended before they start */
    private static void setConsumers(int count, String fraction) {
        hive.run("set mapreduce.job.reduces=" + count);
        hive.run("set tez.shuffle-vertex-manager.min-src-fraction=" + fraction);
        hive.run("set tez.shuffle-vertex-manager.max-src-fraction=" + fraction);
    }

    /** A join; something of its right side waits until outputs of its left side are damaged. */
    private static final class Damage {
        private final String dag;
        private final Path gate;
        private final CompletableFuture<Rows> running;
        private Set<TaskId> damaged;

        Damage(String dag) {
            this.dag = dag;
            gate = temp.resolve("gate of " + dag);
            hive.run("set hive.query.name=" + dag);
            running = hive.runAsync(query(gate));
        }

        private static String query(Path gate) {
            return "select count(*), sum(a.k * a.p), sum(b.m) from spread a join"
                    + " (select k, misbehave(if(k = 100000, '" + gate + "', ''), k) as m from spread) b on a.k = b.k";
        }

        private static List<List<Object>> truth() {
            long products = LongStream.range(0, Spread.NUMBERS)
                    .map(k -> k * (k % Spread.PARTITIONS))
                    .sum();
            long sum = LongStream.range(0, Spread.NUMBERS).sum();
            return List.of(
                    List.of(BigDecimal.valueOf(Spread.NUMBERS), BigDecimal.valueOf(products), BigDecimal.valueOf(sum)));
        }

        void awaitFinishedProducers() {
            Await.until(() -> finishedProducers().size() == Spread.PARTITIONS);
        }

        private List<AttemptChange> finishedProducers() {
            return changes().stream()
                    .filter(change -> change.isSuccess() && change.vertex().equals(PRODUCERS))
                    .toList();
        }

        private List<AttemptChange> changes() {
            history.update();
            return history.knows(dag) ? history.changes(dag) : List.of();
        }

        /** The worker of the consumer, of which there is one; it has started. */
        WorkerProcess workerOfConsumer() {
            Await.until(() -> consumerStarts().count() == 1);
            String worker = consumerStarts().findFirst().orElseThrow().worker();
            return WorkerProcess.of(hive).stream()
                    .filter(process -> process.name().equals(worker))
                    .findFirst()
                    .orElseThrow();
        }

        /** Why the first attempt of the consumer did not succeed. */
        String firstEndOfConsumer() {
            return changes().stream()
                    .filter(change -> !change.isStart() && change.vertex().equals(CONSUMERS))
                    .findFirst()
                    .orElseThrow()
                    .diagnostics();
        }

        private Stream<AttemptChange> consumerStarts() {
            return changes().stream()
                    .filter(change -> change.isStart() && change.vertex().equals(CONSUMERS));
        }

        /** Flips one bit of each output that these workers have finished. */
        void flipBitsOf(List<WorkerProcess> workers) throws IOException {
            Set<String> names = workers.stream().map(WorkerProcess::name).collect(Collectors.toSet());
            List<AttemptChange> lost = finishedProducers().stream()
                    .filter(change -> names.contains(change.worker()))
                    .toList();
            assertFalse(lost.isEmpty(), "each worker has finished some");
            Random random = new Random(17);
            for (AttemptChange producer : lost) {
                flipBit(outputOf(producer), random);
            }
            damaged = lost.stream().map(change -> change.attempt().task()).collect(Collectors.toSet());
        }

        private static Path outputOf(AttemptChange producer) throws IOException {
            try (Stream<Path> files = Files.walk(temp.resolve("local"))) {
                return files.filter(file -> file.endsWith("file.out")
                                && file.getParent().getFileName().toString().startsWith(producer.attempt() + "_"))
                        .findFirst()
                        .orElseThrow();
            }
        }

        private static void flipBit(Path file, Random random) throws IOException {
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                long at = random.nextLong(bytes.length());
                bytes.seek(at);
                int value = bytes.read();
                bytes.seek(at);
                bytes.write(value ^ (1 << random.nextInt(Byte.SIZE)));
            }
        }

        void assertMadeAgain() throws IOException {
            long began = System.nanoTime();
            Files.createFile(gate);
            Rows rows = running.join();
            System.out.println(damaged.size() + " outputs " + dag + " are made again, "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms after the damage");
            assertEquals(truth(), rows.rows());
            Set<TaskId> madeAgain = changes().stream()
                    .filter(AttemptChange::isStart)
                    .collect(Collectors.groupingBy(change -> change.attempt().task(), Collectors.counting()))
                    .entrySet()
                    .stream()
                    .filter(starts -> starts.getValue() > 1)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            assertTrue(madeAgain.containsAll(damaged), () -> damaged + " are made again: " + changes());
            assertEquals(
                    List.of(),
                    changes().stream()
                            .filter(change -> change.state().equals("FAILED"))
                            .toList(),
                    "nobody is to blame");
        }
    }
}
