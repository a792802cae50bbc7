package io.mr3.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.testkit.MasterDirectories;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands of {@code bin/mr3} in this JVM, with settings as system properties. */
final class Commands implements AutoCloseable {
    private final Map<String, String> before = new HashMap<>();

    /** @param data holds everything */
    Commands(Path data) {
        MasterDirectories.below(data).forEach(this::set);
    }

    /** What a command left; one line is one item. */
    record Outcome(int exitCode, String out, String err) {
        /** The output, after a check that the command went well. */
        String good() {
            assertEquals(0, exitCode, err);
            assertEquals("", err);
            return out;
        }

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(good());
        }
    }

    /** A setting for the rest of the test. */
    void set(String key, String value) {
        before.putIfAbsent(key, System.getProperty(key, ""));
        System.setProperty(key, value);
    }

    Outcome run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Mr3Command.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = line.execute(words);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    /** The command fails with exit code 1 and this line. */
    void assertRefusal(String line, String... words) {
        assertEquals(new Outcome(1, "", "mr3: " + line + "\n"), run(words));
    }

    @Override
    public void close() {
        before.forEach((key, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }
}
