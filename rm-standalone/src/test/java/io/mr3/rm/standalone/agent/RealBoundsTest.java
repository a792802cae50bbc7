package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.RealCluster.C1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mr3.common.files.Trees;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that are processes, of an agent in this JVM that was told bounds for them. */
class RealBoundsTest extends RealClusterBench {
    private static final int NICENESS = 18;
    private static final String SHOW =
            "grep -E 'open files|core file' /proc/self/limits; cut -d' ' -f19 /proc/self/stat";

    private void startAgent(String limits, int nice) throws IOException {
        cluster.more.put(AgentKeys.LIMITS.name(), limits);
        cluster.more.put(AgentKeys.NICE.name(), Integer.toString(nice));
        cluster.startHere();
        cluster.master.awaitRegistrations(1);
    }

    private ContainerReport ended(String... command) {
        cluster.order(cluster.launch(C1, command));
        return cluster.master.await(C1, ContainerPhase.ENDED);
    }

    private static List<String> words(ContainerReport report) {
        return report.getEnd().getLastLinesList().stream()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }

    private static int niceness(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1);
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    private List<String> shown() throws IOException {
        int niceness = Math.min(19, niceness("self") + NICENESS);
        return List.of("Max core file size 0 0 bytes", "Max open files 99 99 files", Integer.toString(niceness));
    }

    @Test
    void aWorkerAndWhatItStartsHaveTheBoundsAndNobodyElse() throws IOException {
        startAgent("nofile=99,core=0", NICENESS);
        ContainerReport report =
                cluster.run(C1, "ready", "sh", "-c", SHOW + "; sh -c \"$1\"; echo ready; exec sleep 1000", "sh", SHOW);
        String log = Files.readString(cluster.containerDirectory(C1).resolve("output.log"))
                .replaceAll(" +", " ")
                .replaceAll(" \n", "\n");
        String shown = String.join("\n", shown()) + "\n";
        assertEquals(shown + shown + "ready\n", log);
        String script = Files.readString(Path.of("/proc", Long.toString(report.getPid()), "limits"));
        assertFalse(script.matches("(?s).*Max open files +99 .*"), script);
        assertEquals(niceness("self"), niceness(Long.toString(report.getPid())), "the script's");
        cluster.stop(C1, 20_000);
        assertEquals(
                143, cluster.master.await(C1, ContainerPhase.ENDED).getEnd().getStatus());
    }

    @Test
    void howAWorkerEndsIsToldWhateverItMayNotDo() throws IOException {
        startAgent("fsize=0", 0);
        ContainerReport report = ended("sh", "-c", "trap '' XFSZ; echo lost; exit 7");
        assertEquals(7, report.getEnd().getStatus());
        assertEquals(Cause.FAILED, report.getEnd().getCause());
        assertEquals(List.of(), words(report), "nothing was written");
    }

    @Test
    void aProgramThatIsNotThereIsStillSaidToBeMissing() throws IOException {
        startAgent("core=0", 1);
        ContainerReport report = ended("no-program-of-this-name", "x");
        assertEquals(
                "exit status 127: the program was not found", report.getEnd().getDiagnostics());
    }

    @Test
    void wordsOfACommandAreNoOptionsOfTheProgramsBeforeIt() throws IOException {
        startAgent("core=0", 1);
        assertEquals(List.of("--nofile=3 -n $(echo no)"), words(ended("echo", "--nofile=3", "-n", "$(echo no)")));
    }

    @Test
    void anotherUserHasThemToo() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can");
        Path open = Files.createTempDirectory(Path.of("/tmp"), "mr3-agent-bounds");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        cluster.more.put(AgentKeys.USER.name(), "nobody");
        cluster.more.put(AgentKeys.DIRS.name(), open.toString());
        startAgent("nofile=99,core=0", NICENESS);
        List<String> lines = words(ended("sh", "-c", SHOW + "; id -un; ulimit -Hn 200 || echo stays"));
        assertEquals(shown(), lines.subList(0, 3));
        assertEquals("nobody", lines.get(3));
        assertEquals("stays", lines.get(lines.size() - 1));
        Trees.delete(open);
    }

    @Test
    void anAgentThatMayNotSetThemDoesNotStart() {
        cluster.more.put(AgentKeys.LIMITS.name(), "nofile=unlimited");
        IOException refused = assertThrows(IOException.class, cluster::startHere);
        assertTrue(refused.getMessage().startsWith("mr3.standalone.agent.limits: expected "), refused.getMessage());
        assertFalse(Files.exists(cluster.agentDirectory()));
    }

    @Test
    void aJvmPrintsItsThreadsThroughThem() throws IOException {
        startAgent("core=0,nofile=500", 1);
        cluster.run(
                C1,
                "ready",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-cp",
                RealContainersTest.Hanging.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath(),
                RealContainersTest.Hanging.class.getName());
        Path log = cluster.containerDirectory(C1).resolve("output.log");
        cluster.master.order(ThreadDumpsTest.dumping(C1));
        Await.until(() -> log.toFile().length() > 0 && text(log).contains("\"stands-still\""));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
