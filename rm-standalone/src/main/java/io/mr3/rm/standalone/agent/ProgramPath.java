package io.mr3.rm.standalone.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of the system that an agent needs. */
final class ProgramPath {
    private ProgramPath() {}

    /**
     * Where it is.
     *
     * @throws IOException in one line, if it is not on {@code PATH}
     */
    static String find(String program) throws IOException {
        return find(program, ofThisProcess());
    }

    /** Directories, between colons, in which this process looks for programs. */
    static String ofThisProcess() {
        return System.getenv().getOrDefault("PATH", "");
    }

    /**
     * Where it is in {@code path}, directories between colons.
     *
     * @throws IOException in one line, if it is not there
     */
    static String find(String program, String path) throws IOException {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("program " + program + ": expected it on PATH, which is " + path))
                .toString();
    }
}
