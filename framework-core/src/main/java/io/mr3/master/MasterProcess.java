package io.mr3.master;

import io.mr3.common.files.LogTail;
import io.mr3.common.processes.JavaCommand;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A process that was started to become the shared DAGAppMaster. It stays when the process that started it ends, when that
 * one's terminal closes, and when somebody types Ctrl-C there. Its settings arrive on its standard input: arguments can
 * be read by every user of the host.
 */
final class MasterProcess {
    private static final String MAIN = "io.mr3.am.MasterMain";
    /** Argument of the main class: settings are on standard input. */
    private static final String SETTINGS_ON_STANDARD_INPUT = "-";

    /** Begins what the main class says. */
    private static final String OWN = "mr3: ";

    private static final int LAST_LINES = 20;

    private final Process process;
    private final Path output;

    private MasterProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it.
     *
     * @throws IOException in one line, if that is impossible
     * @throws IllegalArgumentException if these settings cannot be shared, naming the key
     */
    static MasterProcess start(Mr3Conf conf) throws IOException {
        Properties settings = new Properties();
        settings.putAll(SharedSettings.of(conf));
        Path logs = Files.createDirectories(Path.of(conf.get(StorageKeys.LOG_DIR)));
        Path output = logs.resolve("master.out");
        Files.deleteIfExists(output);
        Process process = new ProcessBuilder(command(conf))
                .directory(logs.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        try (OutputStream in = process.getOutputStream()) {
            settings.store(in, null);
        } catch (IOException e) {
            // it has ended already; what it said tells why
        }
        return new MasterProcess(process, output);
    }

    private static List<String> command(Mr3Conf conf) {
        List<String> command = new ArrayList<>();
        onPath("setsid").ifPresent(command::add);
        JavaCommand java = new JavaCommand(conf.get(AmKeys.HEAP))
                .logging(conf.get(StorageKeys.HOME), "master", conf.get(StorageKeys.LOG_DIR))
                // a DAGAppMaster that lacks memory must not go on with half of its threads
                .options(List.of("-XX:+ExitOnOutOfMemoryError"))
                .options(words(conf.get(AmKeys.JAVA_OPTIONS)));
        command.addAll(java.running(MAIN, SETTINGS_ON_STANDARD_INPUT));
        return command;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
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

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** Whether it has ended because there is a DAGAppMaster already. */
    boolean foundAnother() {
        return process.exitValue() == 0;
    }

    void kill() {
        process.destroyForcibly();
    }

    /** What it printed; its log is another file. */
    Path output() {
        return output;
    }

    /** Why it has ended, in one line: what it says itself, or else what its JVM says first. */
    String lastWords() {
        List<String> lines = LogTail.read(output, LAST_LINES).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("Picked up "))
                .toList();
        Optional<String> own = lines.stream()
                .filter(line -> line.startsWith(OWN))
                .map(line -> line.substring(OWN.length()))
                .findFirst();
        return own.or(() -> lines.stream().findFirst().map(line -> line + "; see " + output))
                .orElse("exit code " + process.exitValue());
    }
}
