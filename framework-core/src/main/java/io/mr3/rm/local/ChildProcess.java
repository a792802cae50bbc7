package io.mr3.rm.local;

import io.mr3.common.files.LogTail;
import io.mr3.rm.ContainerExit;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** One child process and its descendants. */
final class ChildProcess implements LocalContainer {
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_LINES = 20;

    private final Process process;
    private final Path log;

    ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** {@code ended} hears of the exit once, on a thread of the JVM's own. */
    void onExit(Consumer<ContainerExit> ended) {
        process.onExit().thenAccept(gone -> ended.accept(exit(gone.exitValue())));
    }

    @Override
    public String id() {
        return "pid-" + process.pid();
    }

    @Override
    public String logFile() {
        return log.toString();
    }

    @Override
    public void stop() {
        process.destroy();
    }

    @Override
    public void kill() {
        // the children first: once their parent is gone they can no longer be found
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }

    private ContainerExit exit(int status) {
        List<String> lastLines = LogTail.read(log, LAST_LINES);
        if (status == 0) {
            return new ContainerExit(ContainerExit.Cause.COMPLETED, status, "exit status 0", lastLines);
        }
        String text = status > SIGNAL_BASE ? signal(status - SIGNAL_BASE) : "exit status " + status;
        return new ContainerExit(ContainerExit.Cause.FAILED, status, text, lastLines);
    }

    private static String signal(int number) {
        return switch (number) {
            case 6 -> "ended by signal 6 (SIGABRT: the JVM gave up)";
            case 9 -> "killed by signal 9 (SIGKILL: by somebody, or by the kernel since memory ran out)";
            case 11 -> "ended by signal 11 (SIGSEGV: native code crashed)";
            case 15 -> "ended by signal 15 (SIGTERM)";
            default -> "ended by signal " + number;
        };
    }
}
