package io.mr3.hive.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.EmbeddedMaster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hadoop's MapReduce examples, unmodified and each in a process of its own: with
 * {@code mapreduce.framework.name=yarn-tez} on mr3 they give what Hadoop's local runner gives. Tez's local mode is no peer,
 * since their clients ask YARN's resource manager.
 */
class MapReduceExamplesTest {
    private static final long LONGEST_SECONDS = 180;
    private static final int SLOT_MB = 192;

    @TempDir
    static Path dir;

    private static EmbeddedMaster master;

    @BeforeAll
    static void start() throws IOException {
        ClientInputs.write(dir.resolve("in"), ClientInputs.words(1, 3_000, 700));
        master = EmbeddedMaster.start(ClientInputs.twoProcesses(dir, SLOT_MB), notice -> {});
    }

    @AfterAll
    static void stop() {
        master.close();
    }

    @Test
    void wordcount() throws Exception {
        assertSameOutput("wordcount", "IN", "OUT");
    }

    @Test
    @Tag("full")
    void sort() throws Exception {
        assertSameOutput(
                "sort",
                "-Dmapreduce.job.reduces=2",
                "-inFormat",
                "org.apache.hadoop.mapreduce.lib.input.KeyValueTextInputFormat",
                "-outFormat",
                "org.apache.hadoop.mapreduce.lib.output.TextOutputFormat",
                "-outKey",
                "org.apache.hadoop.io.Text",
                "-outValue",
                "org.apache.hadoop.io.Text",
                "IN",
                "OUT");
    }

    /** Prints its result. */
    @Test
    void pi() throws Exception {
        List<String> expected = estimate("local", local());
        assertEquals(1, expected.size());
        assertEquals(expected, estimate("mr3", mr3()));
    }

    private static List<String> estimate(String engine, Map<String, String> settings) throws Exception {
        return run("pi", engine, settings, List.of("3", "1000")).stream()
                .filter(line -> line.startsWith("Estimated value of Pi is"))
                .toList();
    }

    private static void assertSameOutput(String example, String... arguments) throws Exception {
        List<List<String>> outputs = new ArrayList<>();
        for (String engine : List.of("local", "mr3")) {
            Path out = dir.resolve(engine + "-" + example);
            run(
                    example,
                    engine,
                    engine.equals("local") ? local() : mr3(),
                    Stream.of(arguments)
                            .map(word -> word.equals("IN")
                                    ? dir.resolve("in").toString()
                                    : word.equals("OUT") ? out.toString() : word)
                            .toList());
            assertTrue(Files.exists(out.resolve("_SUCCESS")), engine + " has not committed its output");
            outputs.add(ClientInputs.lines(out));
        }
        assertFalse(outputs.get(0).isEmpty(), "nothing is compared");
        assertEquals(outputs.get(0), outputs.get(1));
    }

    /** What it prints on standard output. */
    private static List<String> run(String example, String engine, Map<String, String> settings, List<String> arguments)
            throws Exception {
        Path home = Path.of("..").toAbsolutePath().normalize();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + home.resolve("conf/jvm.options"),
                "-Xmx512m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.apache.hadoop.examples.ExampleDriver",
                example));
        Map<String, String> all = new TreeMap<>(settings);
        all.put("mapreduce.task.io.sort.mb", "16");
        all.put("mapreduce.map.memory.mb", Integer.toString(SLOT_MB));
        all.put("mapreduce.reduce.memory.mb", Integer.toString(SLOT_MB));
        all.put("yarn.app.mapreduce.am.staging-dir", dir.resolve("staging").toString());
        all.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(arguments);
        File printed = dir.resolve(engine + "-" + example + ".out").toFile();
        File errors = dir.resolve(engine + "-" + example + ".err").toFile();
        Process process = new ProcessBuilder(command)
                .directory(Files.createDirectories(dir.resolve("work")).toFile())
                .redirectOutput(printed)
                .redirectError(errors)
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + LONGEST_SECONDS + " s: " + Files.readString(errors.toPath()));
        }
        assertEquals(0, process.exitValue(), () -> read(errors));
        return Files.readAllLines(printed.toPath());
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Map<String, String> local() {
        return Map.of(
                "mapreduce.framework.name",
                "local",
                "hadoop.tmp.dir",
                dir.resolve("hadoop").toString());
    }

    private static Map<String, String> mr3() {
        Map<String, String> settings = new TreeMap<>(master.clientSettings());
        settings.put("mapreduce.framework.name", "yarn-tez");
        return settings;
    }
}
