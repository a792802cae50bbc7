package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.examples.OrderedWordCount;

/** An unmodified Tez application, its input, and what its output must be. */
public final class WordCounts {
    /** Memory of its tasks. */
    public static final int SLOT_MB = 128;

    private static final int FILES = 5;
    private static final int WORDS_PER_FILE = 20_000;

    private final Path dir;
    private final Map<String, Long> expected;

    /** Writes the input below {@code dir}, which is made. */
    public WordCounts(Path dir) throws IOException {
        this.dir = dir;
        this.expected = write(dir.resolve("in"));
    }

    /**
     * Runs it with a client of its own.
     *
     * @param client settings that lead to the DAGAppMaster
     * @return the exit code
     */
    public int run(Map<String, String> client) throws Exception {
        OrderedWordCount job = new OrderedWordCount();
        String[] arguments = {dir.resolve("in").toString(), dir.resolve("out").toString(), "3"};
        return job.run(configuration(client), arguments, null);
    }

    /** For a Tez client with small tasks whose files go below the directory. */
    public TezConfiguration configuration(Map<String, String> client) {
        TezConfiguration conf = new TezConfiguration();
        client.forEach(conf::set);
        conf.set(TezConfiguration.TEZ_AM_STAGING_DIR, dir.resolve("staging").toString());
        conf.setInt(TezConfiguration.TEZ_TASK_RESOURCE_MEMORY_MB, SLOT_MB);
        conf.setInt("tez.runtime.io.sort.mb", SLOT_MB / 8);
        return conf;
    }

    /** The output is complete, and in order within each file. */
    public void assertOutput() throws IOException {
        assertEquals(expected, counts(dir.resolve("out")));
    }

    private static Map<String, Long> write(Path in) throws IOException {
        Files.createDirectories(in);
        Random random = new Random(42);
        Map<String, Long> counts = new TreeMap<>();
        for (int file = 0; file < FILES; file++) {
            List<String> lines = new ArrayList<>();
            for (int line = 0; line < WORDS_PER_FILE / 10; line++) {
                List<String> words = random.ints(10, 0, 500)
                        .mapToObj(n -> "w" + (int) Math.sqrt(n * 500.0))
                        .collect(Collectors.toList());
                words.forEach(word -> counts.merge(word, 1L, Long::sum));
                lines.add(String.join(" ", words));
            }
            Files.write(in.resolve("part-" + file), lines);
        }
        return counts;
    }

    private static Map<String, Long> counts(Path out) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> listed = Files.list(out)) {
            files = listed.filter(p -> p.getFileName().toString().startsWith("part-"))
                    .toList();
        }
        for (Path file : files) {
            List<Long> inOrder = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t");
                counts.put(fields[0], Long.valueOf(fields[1]));
                inOrder.add(Long.valueOf(fields[1]));
            }
            assertEquals(inOrder.stream().sorted(Comparator.naturalOrder()).toList(), inOrder, file.toString());
        }
        return counts;
    }
}
