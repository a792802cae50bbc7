package io.mr3.master;

import io.mr3.common.processes.BackgroundProcess;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process on this host that becomes the shared DAGAppMaster. */
final class MasterProcess implements StartedMaster {
    private final BackgroundProcess process;

    private MasterProcess(BackgroundProcess process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @throws IOException in one line, if that is impossible
     * @throws IllegalArgumentException if these settings cannot be shared, naming the key
     */
    static MasterProcess start(Mr3Conf conf) throws IOException {
        Map<String, String> settings = SharedSettings.of(conf);
        Path logs = Files.createDirectories(Path.of(conf.get(StorageKeys.LOG_DIR)));
        List<String> command = MasterCommand.of(conf, MasterSettingsSource.STANDARD_INPUT.argument());
        return new MasterProcess(BackgroundProcess.start(command, settings, logs, logs.resolve("master.out")));
    }

    @Override
    public boolean hasEnded() {
        return process.hasEnded();
    }

    @Override
    public boolean foundAnother() {
        return process.exitCode() == 0;
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void leave() {
        // it has a session of its own
    }

    @Override
    public String output() {
        return "see " + process.output();
    }

    @Override
    public String lastWords() {
        return process.lastWords();
    }
}
