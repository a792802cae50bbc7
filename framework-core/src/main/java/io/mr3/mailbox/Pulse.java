package io.mr3.mailbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows whoever launched this process that a mailbox takes its turns: a file that is touched each {@link #INTERVAL}. Each touch
 * is decided on the mailbox, so neither a process that stands still nor a mailbox that is stuck has a pulse.
 */
public final class Pulse {
    /** Names the file in the environment of a process; for this process alone, so it is handed on to none that it starts. */
    public static final String FILE_VARIABLE = "MR3_PULSE_FILE";

    /** From one touch to the next. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Path file;
    private boolean failed;

    private Pulse(Path file) {
        this.file = file;
    }

    /** The file that the launcher of a process with this environment looks at, if it looks at one. */
    public static Optional<Path> file(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(FILE_VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /**
     * Touches the file now and from here on, for as long as the mailbox lives. On the mailbox.
     *
     * @param io does the touching, which blocks on the disk
     */
    public static void show(Path file, Mailbox mailbox, Executor io) {
        Pulse pulse = new Pulse(file);
        new Periodic<>(mailbox, io, INTERVAL, () -> pulse::touch, done -> {}, () -> {}).start();
    }

    /** Never two at once. */
    private boolean touch() {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            failed = false;
        } catch (NoSuchFileException e) {
            create();
        } catch (IOException e) {
            complain(e);
        }
        return !failed;
    }

    private void create() {
        try {
            Files.createFile(file);
            failed = false;
        } catch (IOException e) {
            complain(e);
        }
    }

    /** Once, not each time. */
    private void complain(IOException e) {
        if (!failed) {
            LOG.warn("nobody sees that this process lives: cannot touch {}: {}", file, e.toString());
        }
        failed = true;
    }
}
