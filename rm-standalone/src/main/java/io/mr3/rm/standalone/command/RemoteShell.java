package io.mr3.rm.standalone.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs commands on other hosts. */
@FunctionalInterface
interface RemoteShell {
    /** By ssh, or the program that stands in its place. */
    RemoteShell SSH = RemoteShell::bySsh;

    /**
     * Runs a command, and returns when it has ended.
     *
     * @param words all of it, the program that reaches the host included; the command itself is fixed words, since a shell
     *     there reads it
     * @param input for its standard input
     * @param limit after which it is given up
     * @throws IOException if it cannot be started
     */
    Answer run(List<String> words, String input, Duration limit) throws IOException;

    /**
     * What came back.
     *
     * @param exitCode 255 if ssh itself failed
     * @param out standard output
     * @param err standard error
     */
    record Answer(int exitCode, String out, String err) {}

    private static Answer bySsh(List<String> words, String input, Duration limit) throws IOException {
        Path complaints = Files.createTempFile("mr3-ssh", ".err");
        try {
            Process process =
                    new ProcessBuilder(words).redirectError(complaints.toFile()).start();
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(process::destroyForcibly);
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it has ended already; what it said tells why
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.onExit().join().exitValue();
            return new Answer(exitCode, out, Files.readString(complaints));
        } finally {
            Files.deleteIfExists(complaints);
        }
    }
}
