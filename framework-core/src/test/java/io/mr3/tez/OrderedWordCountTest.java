package io.mr3.tez;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.EmbeddedMaster;
import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tez.dag.api.TezConfiguration;
import org.apache.tez.examples.OrderedWordCount;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An unmodified Tez application, through the client seam, on workers of both forms, with four slots each. */
class OrderedWordCountTest {
    private static final int SLOT_MB = 128;
    private static final int FILES = 5;
    private static final int WORDS_PER_FILE = 20_000;

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"thread, 1", "process, 1", "process, 2"})
    void counts_words(String form, int workers) throws Exception {
        Map<String, Long> expected = write(dir.resolve("in"));
        try (EmbeddedMaster master = EmbeddedMaster.start(conf(form, workers))) {
            TezConfiguration conf = new TezConfiguration();
            master.clientSettings().forEach(conf::set);
            conf.set(TezConfiguration.TEZ_AM_STAGING_DIR, dir.resolve("staging").toString());
            conf.setInt(TezConfiguration.TEZ_TASK_RESOURCE_MEMORY_MB, SLOT_MB);
            conf.setInt("tez.runtime.io.sort.mb", SLOT_MB / 8);
            OrderedWordCount job = new OrderedWordCount();
            String[] arguments = {
                dir.resolve("in").toString(), dir.resolve("out").toString(), "3"
            };
            int exitCode = job.run(conf, arguments, null);
            String events = Files.readString(master.eventLog());
            assertEquals(0, exitCode, events);
            assertTrue(events.contains("\"state\":\"DAG_SUCCEEDED\""), events);
        }
        assertEquals(expected, counts(dir.resolve("out")));
    }

    private Mr3Conf conf(String form, int workers) {
        Map<String, String> settings = new HashMap<>();
        settings.put("mr3.local.worker", form);
        settings.put("mr3.local.workers", Integer.toString(workers));
        settings.put("mr3.container.slots", "4");
        settings.put("mr3.container.slot.memory.mb", Integer.toString(SLOT_MB));
        for (String key : List.of("mr3.data.dir", "mr3.log.dir", "mr3.local.dirs", "mr3.event.log.dir")) {
            settings.put(key, dir.resolve(key).toString());
        }
        return Mr3Conf.of(settings);
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

    /** The counts, after a check that they are in order within each file. */
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
