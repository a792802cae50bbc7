package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent hears of real programs that look after the node. */
class HealthProgramTest {
    private static final Duration SHORT = Duration.ofMillis(1500);

    @TempDir
    Path directory;

    private HealthReport run(Path program, boolean exitCounts) {
        HealthSettings settings = new HealthSettings(List.of(program), Duration.ofSeconds(60), SHORT, exitCounts);
        return HealthProgram.asProcess(settings, directory).run(program);
    }

    private Path program(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + text + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    @Test
    void programsSayWhetherTheNodeIsWell() throws IOException {
        assertEquals(HealthReport.NOTHING, run(program("good", "echo all ERROR-free; exit 3"), false));
        Path bad = program("bad", "echo ok; echo 'ERROR the fan stands still'; echo more; echo ERROR again");
        assertEquals(bad + ": ERROR the fan stands still", run(bad, false).complaint());
        Path slow = program("slow", "sleep 1000");
        assertEquals(
                slow + ": expected it to end within 1500 ms", run(slow, false).complaint());
        Path missing = directory.resolve("missing");
        assertTrue(run(missing, false).complaint().startsWith(missing + ": cannot be run: "));
        Path failing = program("failing", "exit 3");
        assertEquals(failing + ": exit status 3", run(failing, true).complaint());
    }

    @Test
    void programsReportFigures() throws IOException {
        Path program = program(
                "count", "echo METRIC errors 2; echo ERROR hot; echo 'METRIC  t_1\t-1.5e3 '; echo METRIC errors 3");
        HealthReport report = run(program, true);
        assertEquals(Map.of("errors", 3.0, "t_1", -1500.0), report.figures(), "the last value, also of a sick node");
        assertEquals(List.of("errors", "t_1"), List.copyOf(report.figures().keySet()));
        assertEquals(program + ": ERROR hot", report.complaint());
        assertEquals("", report.malformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 3", "sleep 1000", "kill -9 $$"})
    void oneThatFailsReportsNone(String end) throws IOException {
        HealthReport report = run(program("half", "echo METRIC errors 3; echo METRIC broken; " + end), false);
        assertEquals(Map.of(), report.figures());
        assertEquals("", report.malformed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "METRIC",
                "METRIC a",
                "METRIC a ",
                "METRIC a 1 2",
                "METRIC 1a 1",
                "METRIC a-b 1",
                "METRIC a NaN",
                "METRIC a Infinity",
                "METRIC a -1e999",
                "METRIC a 1d",
                "METRIC a 0x1p3",
                "METRIC a .",
                "METRIC a 1,5",
            })
    void whatIsNoFigureIsMalformed(String line) {
        HealthOutput output = new HealthOutput();
        output.line(line);
        output.line("METRIC too");
        output.line("METRIC a" + "a".repeat(63) + " 1");
        HealthReport report = output.report("");
        assertEquals(line, report.malformed(), "the first such line");
        assertEquals(Map.of("a".repeat(64), 1.0), report.figures());
    }

    @ParameterizedTest
    @ValueSource(strings = {"METRICS 3", "metric a 1", " METRIC a 1", "METRIC_a 1", ""})
    void otherLinesAreForPeople(String line) {
        HealthOutput output = new HealthOutput();
        output.line(line);
        assertEquals(HealthReport.NOTHING, output.report(""));
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "-0.25, -0.25", "+.5, 0.5", "3., 3", "1E3, 1000", "2.5e-3, 0.0025"})
    void numbersAreThoseOfPrograms(String written, double value) {
        HealthOutput output = new HealthOutput();
        output.line("METRIC a " + written);
        assertEquals(Map.of("a", value), output.report("").figures());
    }

    @Test
    void aMalformedLineIsShownInPart() {
        HealthOutput output = new HealthOutput();
        output.line("METRIC a a" + "a".repeat(63) + "\u001b" + "b".repeat(1000));
        String shown = output.report("").malformed();
        assertEquals("METRIC a a" + "a".repeat(63) + "?" + "b".repeat(26), shown);
        output = new HealthOutput();
        output.line("METRIC a" + "a".repeat(64) + " 1");
        assertEquals(Map.of(), output.report("").figures(), "a name of 65 letters");
    }
}
