package io.mr3.testkit;

import io.mr3.common.files.LifeLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that tries to take a file, and keeps it until it is killed. */
public final class LockingProcess implements AutoCloseable {
    private final Process process;
    private final String said;

    private LockingProcess(Process process, String said) {
        this.process = process;
        this.said = said;
    }

    /** Returns when the process has tried. */
    public static LockingProcess start(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LockingProcess.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new LockingProcess(process, out.readLine());
    }

    /** The other process. */
    public static void main(String[] args) throws IOException {
        System.out.println(LifeLock.take(Path.of(args[0])).isPresent() ? "taken" : "refused");
        while (System.in.read() >= 0) {
            // lives until it is killed, or the test has ended
        }
    }

    /** Whether it has got the file. */
    public boolean hasTaken() {
        return "taken".equals(said);
    }

    /** Kills it; returns when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
