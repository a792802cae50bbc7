package io.mr3.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.processes.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Plants the mistakes of a module, each in a JVM of its own, in which a search over seeds must find it.
 *
 * @param search a main class that takes the first seed and how many, and prints {@code seed <n> <what>} for the one that fails
 * @param seeds within which each must be found
 */
public record PlantedMistakes(Class<?> search, int seeds) {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path MUTATIONS = Path.of("src/test/mutations");
    private static final long MINUTES = 5;
    private static final Pattern FOUND = Pattern.compile("^seed (\\d+) (.*)$", Pattern.MULTILINE);

    private static List<Mutation> all() throws IOException {
        List<Mutation> mutations = new ArrayList<>();
        try (Stream<Path> files = Files.list(MUTATIONS)) {
            for (Path file : files.sorted().toList()) {
                mutations.add(Mutation.read(file));
            }
        }
        return mutations;
    }

    /** Fails unless there are at least so many, and each fits the sources. */
    public static void checkThatAllFit(int least) throws IOException {
        List<Mutation> mutations = all();
        for (Mutation mutation : mutations) {
            mutation.applyTo(SOURCES);
        }
        assertTrue(mutations.size() >= least, "mutations: " + mutations.size());
    }

    /** Fails unless each is found; with {@code -Dmutation=<name>}, that one. */
    public void findAll(Path directory) throws IOException, InterruptedException {
        String only = System.getProperty("mutation");
        List<String> survivors = new ArrayList<>();
        System.out.printf("%-40s %6s  %s%n", "mutation", "seeds", "found by");
        for (Mutation mutation : all()) {
            if (only != null && !only.equals(mutation.name())) {
                continue;
            }
            String output = run(directory, compile(directory, mutation));
            Matcher found = FOUND.matcher(output);
            boolean killed = found.find();
            System.out.printf(
                    "%-40s %6s  %s%n",
                    mutation.name(),
                    killed ? found.group(1) : "-",
                    killed ? found.group(2) : "survives " + seeds + " seeds: " + output);
            if (!killed) {
                survivors.add(mutation.name() + ": " + mutation.why());
            }
        }
        assertEquals(List.of(), survivors);
    }

    private static Path compile(Path directory, Mutation mutation) throws IOException {
        Path source = directory.resolve(mutation.name()).resolve(mutation.file());
        Path classes = directory.resolve(mutation.name() + "-classes");
        Files.createDirectories(source.getParent());
        Files.createDirectories(classes);
        Files.writeString(source, mutation.applyTo(SOURCES));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-d",
                classes.toString(),
                "-cp",
                JavaCommand.installed(),
                source.toString());
        assertEquals(0, result, mutation.name() + " does not compile");
        return classes;
    }

    private String run(Path directory, Path classes) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dorg.apache.logging.log4j.level=OFF",
                        "-cp",
                        classes + File.pathSeparator + JavaCommand.installed(),
                        search.getName(),
                        "1",
                        Integer.toString(seeds))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "the seeds take more than " + MINUTES + " minutes");
        } finally {
            process.destroyForcibly().onExit().join();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
