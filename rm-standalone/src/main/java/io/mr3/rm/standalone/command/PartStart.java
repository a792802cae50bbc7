package io.mr3.rm.standalone.command;

import io.mr3.common.files.LogTail;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.command.ProcessStarter.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Sees to it that a part of the cluster runs on this host, and waits until it serves. For one call. */
final class PartStart {
    private static final int LAST_LINES = 5;

    private final LocalPart part;
    private final Mr3Conf conf;
    private final ProcessStarter starter;
    private Started process;
    private Optional<ProcessFile> found = Optional.empty();

    private PartStart(LocalPart part, Mr3Conf conf, ProcessStarter starter) {
        this.part = part;
        this.conf = conf;
        this.starter = starter;
    }

    /**
     * What came of it.
     *
     * @param file what the process tells of itself
     * @param ranAlready nothing was started
     */
    record Running(ProcessFile file, boolean ranAlready) {}

    /**
     * Finds it, or starts it.
     *
     * @throws IOException if it does not serve in time, or ends; with what it said last. Nothing that was started is left.
     */
    static Running ensure(LocalPart part, Mr3Conf conf, ProcessStarter starter) throws IOException {
        return new PartStart(part, conf, starter).run();
    }

    private Running run() throws IOException {
        if (!Pause.until(conf.get(LauncherKeys.START_TIMEOUT), this::serves)) {
            boolean isOurs = process != null;
            if (isOurs) {
                process.kill();
            }
            throw new IOException("expected " + part.title() + " to serve within "
                    + conf.get(LauncherKeys.START_TIMEOUT).toSeconds() + " s (" + LauncherKeys.START_TIMEOUT.name()
                    + ")"
                    + (isOurs ? "" : ", while another process starts or ends in " + part.directory()) + lastLines());
        }
        return new Running(found.orElseThrow(), process == null);
    }

    private boolean serves() throws IOException {
        // asked first: a process that ends after this has let go of its claim before it ended
        boolean hasEnded = process != null && process.hasEnded();
        found = ProcessFile.ofLiving(part.directory());
        if (found.isEmpty() && !ProcessFile.isClaimed(part.directory())) {
            if (process == null) {
                Files.createDirectories(part.directory());
                process = starter.start(part);
            } else if (hasEnded) {
                throw new IOException(part.title() + " did not start: " + process.lastWords() + lastLines());
            }
        }
        return found.isPresent();
    }

    private String lastLines() {
        if (!Files.exists(part.log())) {
            return "; see " + part.output();
        }
        return "; last lines of " + part.log() + ":\n  " + String.join("\n  ", LogTail.read(part.log(), LAST_LINES));
    }
}
