package io.mr3.hive.service;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of ours in a process of its own, on the class path of the test: what a launcher does after it has found a JDK. */
final class ServiceProcess {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final long DEADLINE_SECONDS = 180;

    private ServiceProcess() {}

    /** What a finished process left. */
    record Outcome(int exitCode, List<String> out, List<String> err) {}

    /** A process with the data directory {@code data}, and no settings of the user. */
    static ProcessBuilder builder(Class<?> main, Path data, int heapMb, List<String> words) throws IOException {
        return builder(main, data, null, heapMb, words);
    }

    private static ProcessBuilder builder(Class<?> main, Path data, Path conf, int heapMb, List<String> words)
            throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("conf/jvm.options"),
                "-Xmx" + heapMb + "m",
                "-Dmr3.home=" + HOME,
                "-Djava.io.tmpdir=" + Files.createDirectories(data.resolveSibling("tmp")),
                "-cp",
                conf == null ? classes : conf + File.pathSeparator + classes,
                main.getName()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("HIVE_") || name.startsWith("HADOOP_"));
        builder.environment().put("MR3_DATA", data.toString());
        return builder;
    }

    /**
     * Runs one to its end; its standard input is empty.
     *
     * @param data directory, which also gets what it prints
     */
    static Outcome run(Class<?> main, Path data, List<String> words) throws IOException, InterruptedException {
        return run(main, data, null, words);
    }

    /** The same with settings files of the user. */
    static Outcome run(Class<?> main, Path data, Path conf, List<String> words)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        Path out = Files.createTempFile(data, "printed", ".out");
        Path err = Files.createTempFile(data, "printed", ".err");
        Process process = builder(main, data, conf, 512, words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + DEADLINE_SECONDS + " s: " + Files.readString(err));
        }
        return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }
}
