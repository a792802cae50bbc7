package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.RealCluster.C1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mr3.common.files.LogTail;
import io.mr3.common.files.Trees;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.NeededFile;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Containers that are processes, of an agent in this JVM. */
class RealContainersTest extends RealClusterBench {
    private static final Set<String> OF_THE_HOST = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "TZ",
            "JAVA_HOME",
            "LD_LIBRARY_PATH",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_");

    private void startAgent() throws IOException {
        cluster.startHere();
        cluster.master.awaitRegistrations(1);
    }

    private ContainerReport ended(ContainerId id) {
        return cluster.master.await(id, ContainerPhase.ENDED);
    }

    @Test
    void aProgramRunsAndEndsWithItsStatusAndLastLines() throws IOException {
        startAgent();
        cluster.order(cluster.launch(
                C1, "sh", "-c", "echo one; echo two >&2; echo \"$1\"; exit 42", "sh", "a  b; $(echo no) 'c'"));
        ContainerReport report = ended(C1);
        assertEquals(42, report.getEnd().getStatus());
        assertEquals(Cause.FAILED, report.getEnd().getCause());
        assertEquals(
                List.of("one", "two", "a  b; $(echo no) 'c'"), report.getEnd().getLastLinesList());
        assertEquals(cluster.containerDirectory(C1).resolve("output.log").toString(), report.getLogFile());
        Await.until(() -> files(cluster.agentDirectory().resolve("records")).equals(Set.of("agent.state")));
    }

    @Test
    void successIsSuccess() throws IOException {
        startAgent();
        cluster.order(cluster.launch(C1, "true"));
        assertEquals(Cause.COMPLETED, ended(C1).getEnd().getCause());
    }

    @Test
    void filesOfTheApplicationAreThere() throws IOException {
        startAgent();
        Path source = Files.writeString(directory.resolve("source"), "content");
        NeededFile.Builder file = NeededFile.newBuilder()
                .setName("lib.txt")
                .setSource(source.toUri().toString())
                .setSha256(HostWorkplaceTest.DIGEST);
        Launch.Builder launch = cluster.launch(C1, "cat", "lib.txt");
        launch.getCommandBuilder().addFiles(file);
        cluster.order(launch);
        assertEquals(List.of("content"), ended(C1).getEnd().getLastLinesList());
        Path directoryOfTheDead = cluster.containerDirectory(C1);
        Await.until(() -> files(directoryOfTheDead).equals(Set.of("output.log")));

        ContainerId other = new ContainerId("app-1", 2);
        launch = cluster.launch(other, "cat", "lib.txt");
        launch.getCommandBuilder().addFiles(file.setSha256("0".repeat(64)));
        cluster.order(launch);
        ContainerReport refused = cluster.master.await(other, ContainerPhase.REFUSED);
        assertEquals(
                "file " + source.toUri() + ": expected SHA-256 " + "0".repeat(64) + ", found "
                        + HostWorkplaceTest.DIGEST,
                refused.getEnd().getDiagnostics());
    }

    @Test
    void aPathToNoProgramIsRefused() throws IOException {
        startAgent();
        cluster.order(cluster.launch(C1, "/no/such/program"));
        ContainerReport refused = cluster.master.await(C1, ContainerPhase.REFUSED);
        assertEquals(
                "worker-1: expected a program that can be run, found none at /no/such/program",
                refused.getEnd().getDiagnostics());
    }

    @Test
    void wordsOfTheShellAreNoPrograms() throws IOException {
        startAgent();
        cluster.order(cluster.launch(C1, "exit", "7"));
        ContainerReport report = ended(C1);
        assertEquals(127, report.getEnd().getStatus());
        assertEquals(
                "exit status 127: the program was not found", report.getEnd().getDiagnostics());
    }

    @Test
    void theEnvironmentIsTheApplicationsAndLittleElseAndSecretsAreThereAlone() throws IOException {
        startAgent();
        ContainerReport report = cluster.run(C1, "ready", "sh", "-c", "echo ready; exec sleep 1000");
        ProcFiles proc = ProcFiles.ofThisHost();
        long worker = ProcessHandle.of(report.getPid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        Await.until(() -> commandLine(worker).startsWith("sleep"));
        Map<String, String> environment = proc.environment(worker);
        assertEquals("given value; $(not run)", environment.get("GIVEN"));
        assertEquals(RealCluster.SECRET_VALUE, environment.get("HIDDEN"));
        assertEquals(C1.toString(), environment.get("MR3_CONTAINER"));
        assertEquals(cluster.containerDirectory(C1).toString(), environment.get("MR3_CONTAINER_DIR"));
        List<String> others = environment.keySet().stream()
                .filter(name -> !OF_THE_HOST.contains(name) && !name.startsWith("HADOOP_") && !name.startsWith("HIVE_"))
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "GIVEN",
                        "HIDDEN",
                        "MR3_AGENT_DIR",
                        "MR3_CONTAINER",
                        "MR3_CONTAINER_DIR",
                        "MR3_CONTAINER_HOST",
                        "MR3_PULSE_FILE"),
                others);

        assertFalse(commandLine(worker).contains(RealCluster.SECRET_VALUE));
        assertFalse(commandLine(report.getPid()).contains(RealCluster.SECRET_VALUE));
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> telling = all.filter(Files::isRegularFile)
                    .filter(file -> content(file).contains(RealCluster.SECRET_VALUE))
                    .toList();
            assertEquals(List.of(), telling);
        }
    }

    @Test
    void aWorkerThatIsAskedMayTidyUp() throws IOException {
        startAgent();
        cluster.run(
                C1, "ready", "sh", "-c", "trap 'echo tidied; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        cluster.stop(C1, 20_000);
        ContainerReport report = ended(C1);
        assertEquals(Cause.KILLED, report.getEnd().getCause());
        assertEquals(9, report.getEnd().getStatus());
        assertTrue(report.getEnd().getLastLinesList().contains("tidied"), "" + report.getEnd());
    }

    @Test
    void aWorkerThatDoesNotCareIsKilledWithAllItStarted() throws IOException {
        startAgent();
        String script = "trap '' TERM; sleep 1000 & echo child $!; setsid sleep 1000 & echo child $!; echo ready;"
                + " while :; do sleep 0.05; done";
        ContainerReport running = cluster.run(C1, "ready", "sh", "-c", script);
        List<Long> children = children(C1);
        assertEquals(2, children.size());
        cluster.stop(C1, 300);
        ContainerReport report = ended(C1);
        assertEquals(137, report.getEnd().getStatus());
        assertEquals(Cause.KILLED, report.getEnd().getCause());
        assertFalse(RealCluster.isAlive(running.getPid()));
        children.forEach(pid -> Await.until(() -> !RealCluster.isAlive(pid)));
    }

    @Test
    void whatAnEndedWorkerHasStartedIsKilled() throws IOException {
        startAgent();
        cluster.order(cluster.launch(C1, "sh", "-c", "sleep 1000 & echo child $!; exit 0"));
        assertEquals(Cause.COMPLETED, ended(C1).getEnd().getCause());
        children(C1).forEach(pid -> Await.until(() -> !RealCluster.isAlive(pid)));
    }

    @Test
    void oneThatStandsStillIsKilledAndOneThatNeverHadAPulseIsNot() throws IOException {
        cluster.startHereWith(Duration.ofSeconds(4));
        cluster.master.awaitRegistrations(1);
        ContainerId silent = new ContainerId("app-1", 2);
        cluster.run(silent, "ready", "sh", "-c", "echo ready; exec sleep 1000");
        ContainerReport running = cluster.run(
                C1, "ready", "sh", "-c", "echo ready; while :; do touch \"$MR3_PULSE_FILE\"; echo x; sleep 0.05; done");
        Await.until(() -> LogTail.read(cluster.containerDirectory(C1).resolve("output.log"), 100)
                        .size()
                > 60);
        assertEquals(
                ContainerPhase.RUNNING,
                cluster.master.await(C1, ContainerPhase.RUNNING).getPhase());
        Signals.toGroup("STOP", running.getPid());
        ContainerReport report = ended(C1);
        assertEquals(Cause.HUNG, report.getEnd().getCause());
        assertEquals(
                "killed since it hangs: it lives, and had no pulse for 4 s; " + ExitStatus.words(137),
                report.getEnd().getDiagnostics());
        assertFalse(RealCluster.isAlive(running.getPid()));
        assertEquals(
                ContainerPhase.RUNNING,
                cluster.master.await(silent, ContainerPhase.RUNNING).getPhase());
    }

    @Test
    void aScriptThatIsKilledIsNoMystery() throws IOException {
        startAgent();
        ContainerReport running = cluster.run(C1, "ready", "sh", "-c", "echo ready; exec sleep 1000");
        ProcessHandle.of(running.getPid()).orElseThrow().destroyForcibly();
        ContainerReport report = ended(C1);
        assertEquals(137, report.getEnd().getStatus());
        assertEquals(Cause.FAILED, report.getEnd().getCause());
    }

    /** A worker that does not end when it is asked to. */
    static final class Hanging {
        public static void main(String[] args) throws InterruptedException {
            Thread thread = new Thread(() -> await(new CountDownLatch(1)), "stands-still");
            thread.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> await(new CountDownLatch(1)), "never-done"));
            System.out.println("ready");
            thread.join();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aHangingJvmPrintsItsThreadsByOrderAndBeforeItIsKilled() throws IOException {
        startAgent();
        // a shell that would say so, or die, if the signal came to it as well
        cluster.run(
                C1,
                "ready",
                "sh",
                "-c",
                "trap 'echo not meant for me' QUIT; trap : TERM; \"$@\"; echo the JVM is gone",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-cp",
                Hanging.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath(),
                Hanging.class.getName());
        Path log = cluster.containerDirectory(C1).resolve("output.log");
        cluster.master.order(ThreadDumpsTest.dumping(C1));
        Await.until(() -> dumps(log) == 1 && content(log).contains("\"stands-still\""));
        assertFalse(content(log).contains("\"never-done\""));
        assertEquals(ContainerPhase.RUNNING, cluster.master.known.get(C1).getPhase());

        cluster.stop(C1, 500);
        assertEquals(137, ended(C1).getEnd().getStatus());
        assertEquals(2, dumps(log));
        assertTrue(content(log).contains("\"never-done\""), "why it has not ended");
        assertFalse(content(log).contains("not meant for me"));
        assertFalse(content(log).contains("the JVM is gone"));
    }

    private static long dumps(Path log) {
        return content(log)
                .lines()
                .filter(line -> line.startsWith("Full thread dump"))
                .count();
    }

    @Test
    void theOutputGoesOnInNewFiles() throws IOException {
        cluster.more.put(AgentKeys.LOG_FILE.name(), "1");
        cluster.more.put(AgentKeys.LOG_FILES.name(), "2");
        startAgent();
        cluster.run(
                C1,
                "ready",
                "sh",
                "-c",
                "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo ready; while :; do sleep 0.1; echo more; done");
        Path log = cluster.containerDirectory(C1).resolve("output.log");
        Path older = cluster.containerDirectory(C1).resolve("output.log.1");
        Await.until(() -> Files.exists(older) && log.toFile().length() < 100_000);
        assertTrue(Files.size(older) > 1_000_000);
        cluster.awaitLine(C1, "more");
        assertFalse(content(log).contains("\0"), "it is appended to, not written behind a hole");
    }

    @Test
    void rootRunsWorkersAsAnotherUser() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can");
        Path open = Files.createTempDirectory(Path.of("/tmp"), "mr3-agent-user");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        cluster.more.put(AgentKeys.USER.name(), "nobody");
        cluster.more.put(AgentKeys.DIRS.name(), open.toString());
        startAgent();
        cluster.order(cluster.launch(C1, "sh", "-c", "id -un; touch mine && echo written"));
        ContainerReport report = ended(C1);
        assertEquals(List.of("nobody", "written"), report.getEnd().getLastLinesList());
        Trees.delete(open);
    }

    private List<Long> children(ContainerId id) {
        return content(cluster.containerDirectory(id).resolve("output.log"))
                .lines()
                .filter(line -> line.startsWith("child "))
                .map(line -> Long.parseLong(line.substring("child ".length())))
                .toList();
    }

    private static String commandLine(long pid) {
        return content(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static Set<String> files(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
