package io.mr3.common.processes;

import io.mr3.common.files.LogTail;
import io.mr3.mailbox.Pulse;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A JVM of ours that stays when the process that started it ends, when that one's terminal closes, and when somebody types
 * Ctrl-C there. Its settings arrive on its standard input, as properties: arguments can be read by every user of the host.
 * What it prints goes to a file. Thread-safe.
 */
public final class BackgroundProcess {
    /** Argument of the main class: settings are on standard input. */
    public static final String SETTINGS_ON_STANDARD_INPUT = "-";

    private static final int LAST_LINES = 20;

    private final Process process;
    private final Path output;

    private BackgroundProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it.
     *
     * @param command as {@link JavaCommand#running} gives it
     * @param settings for its standard input
     * @param directory that it works in
     * @param output file for what it prints; what stood there goes
     * @throws IOException in one line, if that is impossible
     */
    public static BackgroundProcess start(
            List<String> command, Map<String, String> settings, Path directory, Path output) throws IOException {
        List<String> words = new ArrayList<>();
        onPath("setsid").ifPresent(words::add);
        words.addAll(command);
        Files.deleteIfExists(output);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().remove(Pulse.FILE_VARIABLE);
        Process process = builder.start();
        Properties properties = new Properties();
        properties.putAll(settings);
        try (OutputStream in = process.getOutputStream()) {
            properties.store(in, null);
        } catch (IOException e) {
            // it has ended already; what it said tells why
        }
        return new BackgroundProcess(process, output);
    }

    /** Linux systems have it; without it the process shares its starter's terminal, and ignores what is typed there. */
    private static Optional<String> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    public boolean hasEnded() {
        return !process.isAlive();
    }

    /** @throws IllegalThreadStateException if it has not ended */
    public int exitCode() {
        return process.exitValue();
    }

    public void kill() {
        process.destroyForcibly();
    }

    /** What it printed; its log is another file. */
    public Path output() {
        return output;
    }

    /** Why it has ended, in one line: what it says itself, or else what its JVM says first. */
    public String lastWords() {
        return LastWords.in(LogTail.read(output, LAST_LINES), "see " + output)
                .orElseGet(() -> "exit code " + process.exitValue());
    }
}
