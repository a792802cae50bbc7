package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bounds of workers are taken, and which not. What they do to processes is in {@link RealBoundsTest}. */
class ProcessBoundsTest {
    private static final String PATH = ProgramPath.ofThisProcess();
    private static final String EXPECTED =
            ": expected comma-separated list, items as nofile=65536 or core=unlimited, each"
                    + " once, of as, core, data, fsize, memlock, nofile, nproc, stack, got '";

    @TempDir
    Path directory;

    private static ProcessBounds of(String limits) {
        Mr3Conf conf = Mr3Conf.of(Map.of(AgentKeys.LIMITS.name(), limits));
        return new ProcessBounds(conf.get(AgentKeys.NICE), conf.get(AgentKeys.LIMITS));
    }

    @Test
    void withoutSettingsNothingIsNeeded() throws IOException {
        assertEquals(List.of(), of("").prefix(""));
    }

    @Test
    void aLimitIsSoftAndHardAlike() throws IOException {
        assertEquals(
                List.of(ProgramPath.find("prlimit"), "--nofile=100:100", "--core=0:0", "--"),
                of(" nofile=100 , core=0,").prefix(PATH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nofil=3",
                "cpu=3",
                "pid=1",
                "nofile",
                "nofile=",
                "nofile=-1",
                "nofile=1k",
                "nofile=1:2",
                "nofile=007",
                "nofile=1234567890123456789",
                "nofile = 3",
                "core=0,nofile=3,core=1",
                "core=Unlimited",
            })
    void whatIsNoLimitIsSaidInOneLine(String text) {
        ConfigException refused = assertThrows(ConfigException.class, () -> of(text));
        assertTrue(
                refused.getMessage().contains("mr3.standalone.agent.limits" + EXPECTED + text + "'"),
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "20", "low"})
    void whatIsNoNicenessIsSaidInOneLine(String text) {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> Mr3Conf.of(Map.of(AgentKeys.NICE.name(), text)));
        assertTrue(
                refused.getMessage()
                        .contains("mr3.standalone.agent.nice: expected whole number, 0 to 19, got '" + text + "'"),
                refused.getMessage());
    }

    @Test
    void aLimitThatMayNotBeSetIsFoundBeforeAnyLaunch() {
        // more files than the kernel has for anybody
        String limits = "core=0,nofile=unlimited";
        IOException refused = assertThrows(IOException.class, () -> of(limits).prefix(PATH));
        assertTrue(
                refused.getMessage()
                        .startsWith(
                                "mr3.standalone.agent.limits: expected limits that this agent may set and a program can"
                                        + " run under, got '" + limits + "': prlimit: "),
                refused.getMessage());
        assertTrue(refused.getMessage().contains("NOFILE"), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void aLimitUnderWhichNothingRunsIsFoundBeforeAnyLaunch() {
        IOException refused =
                assertThrows(IOException.class, () -> of("as=4096").prefix(PATH));
        assertTrue(refused.getMessage().contains("got 'as=4096': "), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"mr3.standalone.agent.nice, 5, nice", "mr3.standalone.agent.limits, core=0, prlimit"})
    void aProgramThatIsMissingIsNamedWithItsKey(String key, String value, String program) throws IOException {
        Files.createFile(directory.resolve(program));
        Mr3Conf conf = Mr3Conf.of(Map.of(key, value));
        ProcessBounds bounds = new ProcessBounds(conf.get(AgentKeys.NICE), conf.get(AgentKeys.LIMITS));
        IOException refused = assertThrows(IOException.class, () -> bounds.prefix(directory.toString()));
        assertEquals(
                key + ": program " + program + ": expected it on PATH, which is " + directory, refused.getMessage());
    }
}
