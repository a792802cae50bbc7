package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.hive.shell.ShellProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Shells on mr3 with small slots, one directory of data for all of a test, and a look at what they leave. */
final class Mr3Shells {
    private static final List<String> SMALL_SLOTS =
            List.of("--hiveconf", "hive.tez.container.size=128", "--hiveconf", "mr3.container.heap.overhead.mb=128");
    private static final List<String> PROCESS_WORKERS =
            List.of("--hiveconf", "mr3.local.worker=process", "--hiveconf", "mr3.local.workers=2");

    final Path data;
    private final Path work;

    /** @param temp holds everything */
    Mr3Shells(Path temp) throws IOException {
        data = temp.resolve("data with a blank");
        work = Files.createDirectory(temp.resolve("work"));
    }

    ShellProcess shell() {
        return new ShellProcess(work, data);
    }

    static String[] threadWorker(String... arguments) {
        return words(SMALL_SLOTS, Arrays.asList(arguments));
    }

    static String[] processWorkers(String... arguments) {
        return words(SMALL_SLOTS, PROCESS_WORKERS, Arrays.asList(arguments));
    }

    @SafeVarargs
    private static String[] words(List<String>... parts) {
        List<String> words = new ArrayList<>();
        for (List<String> part : parts) {
            words.addAll(part);
        }
        return words.toArray(String[]::new);
    }

    /** The launcher's message and nothing else. */
    void assertRefusal(String line, Outcome outcome) throws IOException {
        assertEquals(new Outcome(1, List.of(), List.of("hive: " + line)), outcome);
        assertNothingLeft();
    }

    /** No secret, lock or worker's file, nothing beside the data directory; workers are the caller's to look for. */
    void assertNothingLeft() throws IOException {
        assertEquals(List.of(), below(data.resolve("run")));
        assertEquals(List.of(), below(data.resolve("scratch/mr3")));
        assertEquals(List.of("err", "out"), below(work));
        try (Stream<Path> beside = Files.list(data.getParent())) {
            assertEquals(
                    List.of(),
                    beside.filter(path -> path.toString().contains("%")).toList());
        }
    }

    /** Events of the engine, of all shells so far. */
    List<String> events() throws IOException {
        List<String> events = new ArrayList<>();
        for (String log : below(data.resolve("history"))) {
            events.addAll(Files.readAllLines(data.resolve("history").resolve(log)));
        }
        return events;
    }

    static List<String> below(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
