package io.mr3.am;

import io.mr3.am.group.GroupStatus;
import io.mr3.common.WorkerId;
import io.mr3.common.files.LogTail;
import io.mr3.rpc.proto.LogReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The logs that a DAGAppMaster shows: its own, and those of its workers on this host. Nobody names a file: who asks says
 * whose log it is, and a worker that names a file outside of the directories for logs is not believed.
 */
final class ReportedLogs {
    /** Says the DAGAppMaster itself. */
    private static final String AM = "am";

    private static final int MAX_LINES = 10_000;
    private static final int MAX_BYTES = 4 << 20;

    private final Path own;
    private final List<Path> directories;

    /**
     * @param own the DAGAppMaster's log
     * @param directories that workers on this host have their logs in
     */
    ReportedLogs(Path own, List<Path> directories) {
        this.own = own;
        this.directories = List.copyOf(directories);
    }

    /**
     * The end of a log; on an I/O thread.
     *
     * @param of {@code am} or the id of a worker
     * @param workers that there are
     * @throws IOException in one line, if there is no such log here
     */
    LogReport read(String of, int lines, Stream<GroupStatus.WorkerStatus> workers) throws IOException {
        if (lines < 1 || lines > MAX_LINES) {
            throw new IOException("expected 1 to " + MAX_LINES + " lines, got " + lines);
        }
        Path file = of.equals(AM) ? own : ofWorker(of, workers);
        if (Files.isDirectory(file)) {
            throw new IOException("the DAGAppMaster logs with its client, into a file of directory " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("log file " + file + " is not on the DAGAppMaster's host");
        }
        return LogReport.newBuilder()
                .setFile(file.toString())
                .addAllLines(LogTail.read(file, lines, MAX_BYTES))
                .build();
    }

    private Path ofWorker(String of, Stream<GroupStatus.WorkerStatus> workers) throws IOException {
        WorkerId id;
        try {
            id = WorkerId.parse(of);
        } catch (IllegalArgumentException e) {
            throw new IOException("expected am or the id of a worker, got '" + of + "'", e);
        }
        String named = workers.filter(worker -> worker.id().equals(id))
                .map(GroupStatus.WorkerStatus::logFile)
                .findFirst()
                .orElseThrow(() -> new IOException("expected am or a worker that is there, got '" + of + "'"));
        if (named.isEmpty()) {
            throw new IOException(id + " has not told its log file yet");
        }
        Path file = Path.of(named);
        Path real =
                Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
        for (Path directory : directories) {
            if (Files.exists(directory) && real.startsWith(directory.toRealPath())) {
                return real;
            }
        }
        throw new IOException("the log file " + named + " of " + id + " is not in a directory for logs on this host");
    }
}
