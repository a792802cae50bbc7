package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program that says whether the node is well, or reports figures of it, or both. */
interface HealthProgram {
    /** Blocks. One that cannot be run, does not end in time or fails complains, where that counts, and has no figures. */
    HealthReport run(Path program);

    /** As processes, whose output goes through a file below {@code directory}. */
    static HealthProgram asProcess(HealthSettings settings, Path directory) {
        return program -> runProcess(settings, directory, program);
    }

    private static HealthReport runProcess(HealthSettings settings, Path directory, Path program) {
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
                return HealthReport.complaint(program + ": expected it to end within "
                        + settings.timeout().toMillis() + " ms");
            }
            return judge(settings, program, read(output), process.exitValue());
        } catch (IOException | UncheckedIOException e) {
            return HealthReport.complaint(program + ": cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthReport.complaint(program + ": interrupted");
        } finally {
            delete(output);
        }
    }

    private static HealthOutput read(Path output) throws IOException {
        HealthOutput said = new HealthOutput();
        try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
            lines.forEach(said::line);
        }
        return said;
    }

    private static HealthReport judge(HealthSettings settings, Path program, HealthOutput said, int status) {
        String complaint = said.error().orElse(settings.exitCounts() && status != 0 ? "exit status " + status : "");
        String line = complaint.isEmpty() ? "" : program + ": " + complaint;
        return status == 0 ? said.report(line) : HealthReport.complaint(line);
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
