package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program that says whether the node is well. */
interface HealthProgram {
    /** Blocks; one line that says what is wrong, empty if nothing is. */
    String run(Path program);

    /** As processes, whose output goes through a file below {@code directory}. */
    static HealthProgram asProcess(HealthSettings settings, Path directory) {
        return program -> runProcess(settings, directory, program);
    }

    private static String runProcess(HealthSettings settings, Path directory, Path program) {
        Path output = null;
        try {
            output = Files.createTempFile(directory, "health", ".out");
            Process process = new ProcessBuilder(program.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return program + ": expected it to end within "
                        + settings.timeout().toMillis() + " ms";
            }
            Optional<String> error = firstError(output);
            if (error.isPresent()) {
                return program + ": " + error.get();
            }
            return settings.exitCounts() && process.exitValue() != 0
                    ? program + ": exit status " + process.exitValue()
                    : "";
        } catch (IOException e) {
            return program + ": cannot be run: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return program + ": interrupted";
        } finally {
            delete(output);
        }
    }

    private static Optional<String> firstError(Path output) throws IOException {
        try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("ERROR")).findFirst();
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // a small file, which the next start finds
        }
    }
}
