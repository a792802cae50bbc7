package io.mr3.hive.faults;

import io.mr3.hive.compare.HiveProcess;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A worker that runs in a process of its own, for tests that harm it.
 *
 * @param name as in the event log, {@code worker-1}
 */
record WorkerProcess(String name, ProcessHandle handle) {
    /** The launcher tells each worker the number that its log file has. */
    private static final Pattern NUMBER = Pattern.compile("-Dmr3\\.worker\\.id=(\\d+)-of-");

    /** The workers of a Hive that live now. */
    static List<WorkerProcess> of(HiveProcess hive) {
        Stream<ProcessHandle> processes = hive.cluster()
                .map(cluster -> cluster.workers().stream())
                .orElseGet(() -> hive.process().descendants());
        return processes.flatMap(WorkerProcess::asWorker).toList();
    }

    /** Ends a Hive; returns when its workers have ended, too. */
    static void closeWithAll(HiveProcess hive) {
        List<WorkerProcess> workers = of(hive);
        hive.close();
        Await.until(() -> workers.stream().noneMatch(WorkerProcess::isAlive));
    }

    private static Stream<WorkerProcess> asWorker(ProcessHandle handle) {
        // not the script of a node agent before it, which has the same words
        boolean isJvm = handle.info().command().orElse("").endsWith("/java");
        Matcher number = NUMBER.matcher(handle.info().commandLine().orElse(""));
        return isJvm && number.find() ? Stream.of(new WorkerProcess("worker-" + number.group(1), handle)) : Stream.of();
    }

    /** Ends it without a word. */
    void kill() {
        handle.destroyForcibly();
    }

    /** It stands still and keeps its connections, until {@link #resume}. */
    void suspend() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    boolean isAlive() {
        return handle.isAlive();
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(handle.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + handle.pid() + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
