package io.mr3.master;

import io.mr3.common.files.LogTail;
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
final class MasterProcess implements StartedMaster {
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
        List<String> command = new ArrayList<>();
        onPath("setsid").ifPresent(command::add);
        command.addAll(MasterCommand.of(conf, MasterSettingsSource.STANDARD_INPUT.argument()));
        Process process = new ProcessBuilder(command)
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

    /** Linux systems have it; without it the process shares its starter's terminal, and ignores what is typed there. */
    private static Optional<String> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    @Override
    public boolean hasEnded() {
        return !process.isAlive();
    }

    @Override
    public boolean foundAnother() {
        return process.exitValue() == 0;
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void leave() {
        // it has a session of its own
    }

    /** What it printed; its log is another file. */
    @Override
    public String output() {
        return "see " + output;
    }

    @Override
    public String lastWords() {
        return MasterCommand.lastWords(LogTail.read(output, LAST_LINES), output())
                .orElse("exit code " + process.exitValue());
    }
}
