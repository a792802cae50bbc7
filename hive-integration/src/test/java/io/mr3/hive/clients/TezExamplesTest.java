package io.mr3.hive.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mr3.am.EmbeddedMaster;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.examples.CartesianProduct;
import org.apache.tez.examples.HashJoinExample;
import org.apache.tez.examples.JoinValidate;
import org.apache.tez.examples.OrderedWordCount;
import org.apache.tez.examples.SimpleSessionExample;
import org.apache.tez.examples.SortMergeJoinExample;
import org.apache.tez.examples.TezExampleBase;
import org.apache.tez.examples.WordCount;
import org.apache.tez.runtime.library.cartesianproduct.CartesianProductVertexManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tez's own examples, unmodified, end with the same exit code and the same output as on stock Tez in local mode. */
class TezExamplesTest {
    private static final int SLOT_MB = 128;
    private static final List<String> WORDS = ClientInputs.words(1, 4_000, 900);
    private static final List<String> OTHERS = ClientInputs.words(2, 3_000, 1_500);

    @TempDir
    static Path dir;

    private static EmbeddedMaster master;

    /**
     * An application and its arguments, among which IN is the directory of inputs and OUT one that is not there.
     *
     * @param exitCode that it must have
     */
    record Example(String name, Class<? extends TezExampleBase> application, int exitCode, String... arguments) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Example> examples() {
        return List.of(
                new Example("word count", WordCount.class, 0, "IN/words", "OUT", "3"),
                new Example("ordered word count", OrderedWordCount.class, 0, "IN/words", "OUT", "3"),
                new Example("hash join", HashJoinExample.class, 0, "IN/words", "IN/others", "3", "OUT"),
                new Example(
                        "hash join by broadcast",
                        HashJoinExample.class,
                        0,
                        "IN/words",
                        "IN/others",
                        "3",
                        "OUT",
                        "true"),
                new Example("sort merge join", SortMergeJoinExample.class, 0, "IN/words", "IN/others", "3", "OUT"),
                new Example("validation of equal sides", JoinValidate.class, 0, "IN/words", "IN/shuffled", "3"),
                new Example("validation of different sides", JoinValidate.class, -3, "IN/words", "IN/others", "3"),
                new Example(
                        "Cartesian product of partitions",
                        CartesianProduct.class,
                        0,
                        "-partitioned",
                        "IN/few",
                        "IN/fewer",
                        "IN/few",
                        "OUT"),
                new Example(
                        "Cartesian product",
                        CartesianProduct.class,
                        0,
                        "-unpartitioned",
                        "IN/few",
                        "IN/fewer",
                        "IN/few",
                        "OUT"));
    }

    @BeforeAll
    static void start() throws IOException {
        Path in = dir.resolve("in");
        ClientInputs.write(in.resolve("words"), WORDS);
        ClientInputs.write(in.resolve("shuffled"), WORDS.stream().sorted().toList());
        ClientInputs.write(in.resolve("others"), OTHERS);
        ClientInputs.write(in.resolve("few"), ClientInputs.words(3, 60, 30));
        ClientInputs.write(in.resolve("fewer"), ClientInputs.words(4, 40, 20));
        master = EmbeddedMaster.start(ClientInputs.twoProcesses(dir, SLOT_MB), notice -> {});
    }

    @AfterAll
    static void stop() {
        master.close();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void endsAsOnStockTez(Example example) throws Exception {
        List<String> stock = run(example, "stock", stockTez());
        List<String> ours = run(example, "mr3", client());
        assertEquals(stock, ours);
        if (List.of(example.arguments()).contains("OUT")) {
            assertNotEquals(0, stock.size(), "nothing is compared");
        }
    }

    /** Judged by counting: in Tez's local mode the second DAG of a session may leave no output, and still succeed. */
    @Test
    void aSessionRunsOneDagAfterAnother() throws Exception {
        Path out = dir.resolve("sessions");
        String[] arguments = {
            dir.resolve("in/words") + "," + dir.resolve("in/others"), out.resolve("1") + "," + out.resolve("2"), "2"
        };

        assertEquals(0, new SimpleSessionExample().run(client(), arguments, null));
        assertEquals(counts(WORDS), ClientInputs.lines(out.resolve("1")));
        assertEquals(counts(OTHERS), ClientInputs.lines(out.resolve("2")));
    }

    private static List<String> counts(List<String> words) {
        return words.stream().collect(Collectors.groupingBy(word -> word, Collectors.counting())).entrySet().stream()
                .map(count -> count.getKey() + "\t" + count.getValue())
                .sorted()
                .toList();
    }

    /**
     * Left alone, the example's edge manager asks for 31 parts of outputs that have one. In Tez's local mode each row then
     * comes 31 times, and by the network never.
     */
    @Test
    void aProductOfPartsThatNobodyMadeFails() throws Exception {
        TezConfiguration conf = client();
        conf.unset(CartesianProductVertexManager.TEZ_CARTESIAN_PRODUCT_NUM_PARTITIONS);
        String few = dir.resolve("in/few").toString();
        String[] arguments = {
            "-unpartitioned", few, few, few, dir.resolve("out").toString()
        };

        assertEquals(-1, new CartesianProduct().run(conf, arguments, null));
        // the log is written behind what it tells
        Await.until(TezExamplesTest::eventLogSaysWhy);
    }

    private static boolean eventLogSaysWhy() {
        try {
            return Files.readString(master.eventLog()).contains("expected a range of the 1 outputs that task");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its output. */
    private static List<String> run(Example example, String engine, TezConfiguration conf) throws Exception {
        Path out = dir.resolve(engine + "-" + example.name().replace(' ', '-'));
        String[] arguments = Stream.of(example.arguments())
                .map(word -> word.replace("IN", dir.resolve("in").toString()).replace("OUT", out.toString()))
                .toArray(String[]::new);
        TezExampleBase application =
                example.application().getDeclaredConstructor().newInstance();
        assertEquals(example.exitCode(), application.run(conf, arguments, null), engine);
        return ClientInputs.lines(out);
    }

    private static TezConfiguration stockTez() {
        TezConfiguration conf = small(new TezConfiguration());
        ClientInputs.stockTez(dir).forEach(conf::set);
        return conf;
    }

    private static TezConfiguration client() {
        TezConfiguration conf = small(new TezConfiguration());
        master.clientSettings().forEach(conf::set);
        return conf;
    }

    private static TezConfiguration small(TezConfiguration conf) {
        conf.setInt(CartesianProductVertexManager.TEZ_CARTESIAN_PRODUCT_NUM_PARTITIONS, 1);
        conf.set(TezConfiguration.TEZ_AM_STAGING_DIR, dir.resolve("staging").toString());
        conf.setInt(TezConfiguration.TEZ_TASK_RESOURCE_MEMORY_MB, SLOT_MB);
        conf.setInt("tez.runtime.io.sort.mb", SLOT_MB / 8);
        return conf;
    }
}
