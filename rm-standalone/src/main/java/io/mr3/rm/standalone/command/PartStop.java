package io.mr3.rm.standalone.command;

import io.mr3.rm.standalone.ProcessFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Ends a process of the cluster on this host. A signal goes only to the process that tells of itself in its directory while
 * the lock there is held, so to no stranger that got its number.
 *
 * @param title for people
 * @param directory that it has claimed
 */
record PartStop(String title, Path directory) {
    private static final Duration AFTER_TERM = Duration.ofSeconds(20);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    boolean hasEnded() throws IOException {
        return !ProcessFile.isClaimed(directory);
    }

    /** Whether it ends by itself in time. */
    boolean endsWithin(Duration limit) throws IOException {
        return Pause.until(limit, this::hasEnded);
    }

    /**
     * Ends it, and returns when it has: SIGTERM, and SIGKILL to one that does not care.
     *
     * @return whether SIGKILL was needed
     * @throws IOException in one line, if it cannot be ended
     */
    boolean end() throws IOException {
        return end(AFTER_TERM);
    }

    /** @param patience after SIGTERM */
    boolean end(Duration patience) throws IOException {
        if (signalled(false, patience)) {
            return false;
        }
        if (signalled(true, AFTER_KILL)) {
            return true;
        }
        throw new IOException(title + " does not end: "
                + process().map(handle -> "process " + handle.pid()).orElse("no process tells of itself")
                + " in " + directory);
    }

    private boolean signalled(boolean kill, Duration limit) throws IOException {
        Optional<ProcessHandle> handle = process();
        handle.ifPresent(found -> {
            if (kill) {
                found.destroyForcibly();
            } else {
                found.destroy();
            }
        });
        return endsWithin(limit);
    }

    private Optional<ProcessHandle> process() throws IOException {
        Optional<Long> pid = ProcessFile.ofLiving(directory).map(ProcessFile::pid);
        return pid.isPresent() ? ProcessHandle.of(pid.get()) : StrayProcesses.in(directory);
    }
}
