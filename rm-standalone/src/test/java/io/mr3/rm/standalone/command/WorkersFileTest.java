package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersFileTest {
    @TempDir
    Path dir;

    private static List<AgentSpec> parse(String... lines) throws CommandFailure {
        return WorkersFile.parse("workers", List.of(lines));
    }

    @Test
    void agentsOfAHostAreNumbered() throws CommandFailure {
        assertEquals(
                List.of(
                        new AgentSpec("localhost", "localhost-1", Map.of()),
                        new AgentSpec("node7", "node7-1", Map.of("memory", "4096", "cores", "2", "rack", "/r1")),
                        new AgentSpec("localhost", "localhost-2", Map.of("memory", "512")),
                        new AgentSpec("localhost", "big", Map.of("memory", "2048")),
                        new AgentSpec("localhost", "localhost-4", Map.of())),
                parse(
                        "# all of them",
                        "",
                        "localhost",
                        "  node7 memory=4g cores=2 rack=/r1  # the large one",
                        "localhost memory=512",
                        "localhost name=big memory=2048m",
                        "localhost"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-oProxyCommand=x | workers, line 2: expected a host name or IPv4 address, got '-oProxyCommand=x'",
                "-V | workers, line 2: expected a host name or IPv4 address, got '-V'",
                "node7- | workers, line 2: expected a host name or IPv4 address, got 'node7-'",
                "a;reboot | workers, line 2: expected a host name or IPv4 address, got 'a;reboot'",
                "$(reboot) | workers, line 2: expected a host name or IPv4 address, got '$(reboot)'",
                "user@host | workers, line 2: expected a host name or IPv4 address, got 'user@host'",
                "node 4g | workers, line 2: expected name=, memory=, cores=, rack= or labels=, got '4g'",
                "node mem=4g | workers, line 2: expected name=, memory=, cores=, rack= or labels=, got 'mem=4g'",
                "node memory=lots | workers, line 2: expected memory in MB, or like 4g, got 'lots'",
                "node cores=-1 | workers, line 2: expected cores=, a whole number, got '-1'",
                "node rack=a;b | workers, line 2: expected rack=, letters, digits and /._-, got 'a;b'",
                "node labels=gpu;b | workers, line 2: expected labels=, like gpu,disk=ssd, got 'gpu;b'",
                "node name=../x | workers, line 2: expected a name of letters, digits, dots, dashes and underscores, got '../x'",
                "node name=first-1 | workers, line 2: expected a name that no other line has, got 'first-1'",
            })
    void mistakesAreNamedWithTheirLine(String line, String message) {
        assertEquals(
                message,
                assertThrows(CommandFailure.class, () -> parse("first", line)).getMessage());
    }

    @Test
    void eachMistakeHasALine() {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> parse("a b", "ok", "c memory=x cores=y"));
        assertEquals(3, failure.getMessage().lines().count(), failure.getMessage());
    }

    @Test
    void aFileWithoutHostsOrNoFileAtAllIsRefused() throws IOException {
        assertEquals(
                "workers: expected at least one line with a host, found none",
                assertThrows(CommandFailure.class, () -> parse("# nobody")).getMessage());
        Path missing = dir.resolve("missing");
        assertEquals(
                "expected a file with a host a line, found no " + missing,
                assertThrows(CommandFailure.class, () -> WorkersFile.read(missing))
                        .getMessage());
        Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
        assertEquals(
                binary + ": expected text in UTF-8",
                assertThrows(CommandFailure.class, () -> WorkersFile.read(binary))
                        .getMessage());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        List<AgentSpec> agents = parse("a", "b name=x rack=r labels=gpu,disk=ssd", "a memory=1g cores=3");
        Path file = dir.resolve("workers");
        WorkersFile.write(file, agents);
        assertEquals(agents, WorkersFile.read(file));
    }

    @Test
    void theFilesThatAreDeliveredAreGood() throws Exception {
        assertEquals(
                List.of("localhost-1"),
                WorkersFile.read(Path.of("../conf/workers")).stream()
                        .map(AgentSpec::name)
                        .toList());
        List<AgentSpec> three = WorkersFile.read(Path.of("../examples/three-agents"));
        assertEquals(
                List.of("localhost-1", "localhost-2", "localhost-3"),
                three.stream().map(AgentSpec::name).toList());
        assertTrue(three.stream().allMatch(agent -> agent.options().containsKey("memory")));
    }

    @Test
    void anAgentsSettingsAreItsLine() throws CommandFailure {
        assertEquals(
                Map.of("mr3.standalone.agent.name", "localhost-1", "mr3.standalone.agent.memory.mb", "4096"),
                parse("localhost memory=4g").get(0).settings());
        assertEquals(
                Map.of(
                        "mr3.standalone.agent.name", "n",
                        "mr3.standalone.agent.host", "node7",
                        "mr3.standalone.agent.bind-host", "node7",
                        "mr3.standalone.agent.rack", "r",
                        "mr3.standalone.agent.labels", "gpu,disk=ssd",
                        "mr3.standalone.agent.cores", "2"),
                parse("node7 name=n rack=r cores=2 labels=gpu,disk=ssd").get(0).settings());
    }
}
