package io.mr3.hive.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DataCommandTest {
    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tpcx --scale 1; expected tpch or tpcds, not 'tpcx'",
                "tpch --scale x; --scale takes a number above 0 and up to 100000, not 'x'",
                "tpch --scale 0; --scale takes a number above 0 and up to 100000, not '0'",
                "tpch --scale -1; --scale takes a number above 0 and up to 100000, not '-1'",
                "tpch --scale 100001; --scale takes a number above 0 and up to 100000, not '100001'",
                "tpch; Missing required option: '--scale=S'",
                "--scale 1; Missing required parameter: 'tpch|tpcds'",
                "tpch --scale 1 --bogus; Unknown option: '--bogus'",
            })
    void badWordsGiveOneLine(String words, String expected) {
        int exitCode = run(words.split(" "));

        assertEquals("mr3-data: " + expected + System.lineSeparator(), errors.toString());
        assertEquals(CommandLine.ExitCode.USAGE, exitCode);
    }

    @Test
    void helpIsNoError() {
        assertEquals(CommandLine.ExitCode.OK, run("--help"));
        assertEquals("", errors.toString());
    }

    private int run(String... words) {
        CommandLine commandLine = DataCommand.commandLine();
        commandLine.setErr(new PrintWriter(errors, true));
        commandLine.setOut(new PrintWriter(new StringWriter()));
        return commandLine.execute(words);
    }
}
