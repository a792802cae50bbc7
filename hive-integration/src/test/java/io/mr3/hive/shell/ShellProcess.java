package io.mr3.hive.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A Hive shell as users start it, but on the class path of the test: what the launcher does after it has found a JDK. */
final class ShellProcess {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final long DEADLINE_SECONDS = 180;

    private final Path work;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> javaOptions = new ArrayList<>(List.of("-Xmx512m"));

    /**
     * @param work empty directory for the process to start in
     * @param data data directory of the shell
     */
    ShellProcess(Path work, Path data) {
        this.work = work;
        environment.put("MR3_DATA", data.toString());
    }

    /** Settings files of the user. */
    ShellProcess withConfDir(Path confDir) {
        environment.put("HIVE_CONF_DIR", confDir.toString());
        return this;
    }

    /** Settings files of mr3. */
    ShellProcess withMr3ConfDir(Path confDir) {
        environment.put("MR3_CONF_DIR", confDir.toString());
        return this;
    }

    /** Options of the shell's JVM. */
    ShellProcess withJavaOptions(String... options) {
        Collections.addAll(javaOptions, options);
        return this;
    }

    /** What a finished process left. */
    record Outcome(int exitCode, List<String> out, List<String> err) {}

    Outcome run(String... arguments) {
        return finish(start(arguments));
    }

    /** Starts a shell whose standard input has ended. */
    Process start(String... arguments) {
        return start(command(arguments));
    }

    /** The words that start a shell. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("conf/jvm.options"),
                "-Dmr3.home=" + HOME));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath(), HiveShell.class.getName()));
        Collections.addAll(command, arguments);
        return command;
    }

    /** The launcher itself, with no more in its environment than is given. */
    Outcome runLauncher(Path javaHome) {
        environment.put("JAVA_HOME", javaHome.toString());
        return finish(start(List.of(HOME.resolve("bin/hive").toString(), "-e", "select 1")));
    }

    /** Starts any program as a shell is started. */
    Process start(List<String> command) {
        try {
            Process process = startReading(command);
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, but its standard input is the caller's to write and to close. */
    Process startReading(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(work.toFile())
                    .redirectOutput(out().toFile())
                    .redirectError(err().toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("HIVE_") || name.startsWith("HADOOP_"));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the process has said so far and says until it ends. */
    Outcome finish(Process process) {
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end after " + DEADLINE_SECONDS + " s; stderr: " + Files.readString(err()));
            }
            return new Outcome(process.exitValue(), Files.readAllLines(out()), ownLines(err()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Without what the JVM itself says where JAVA_TOOL_OPTIONS is set. */
    private static List<String> ownLines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS:"))
                .toList();
    }

    /** What it has said on standard output so far. */
    String outSoFar() throws IOException {
        return Files.readString(out());
    }

    private Path out() {
        return work.resolve("out");
    }

    private Path err() {
        return work.resolve("err");
    }

    private String classPath() {
        String confDir = environment.get("HIVE_CONF_DIR");
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return confDir == null ? classes : confDir + System.getProperty("path.separator") + classes;
    }
}
