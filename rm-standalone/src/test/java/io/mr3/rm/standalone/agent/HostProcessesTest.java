package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.files.LogTail;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import io.mr3.rm.standalone.agent.ContainerProcesses.Start;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does with processes of this host, beside starting them. */
class HostProcessesTest {
    private static final ContainerId C1 = new ContainerId("app-1", 1);

    @TempDir
    Path directory;

    private Path records;
    private final Secret secret = Secret.generate();
    private HostProcesses processes;

    @BeforeEach
    void make() throws IOException {
        records = Files.createDirectory(directory.resolve("records"));
        processes = agent(Optional.empty());
    }

    private HostProcesses agent(Optional<Cgroups> cgroups) throws IOException {
        return agent(RunAs.AGENT, List.of(), cgroups);
    }

    private HostProcesses agent(RunAs runAs, List<String> bounds, Optional<Cgroups> cgroups) throws IOException {
        return new HostProcesses(
                directory,
                records,
                new SealedSecrets(secret),
                new WorkerEnvironment(
                        Map.of("PATH", System.getenv("PATH"), "SECRET_OF_A_SHELL", "x"), "node-7", directory),
                runAs,
                bounds,
                cgroups);
    }

    @AfterEach
    void end() {
        processes.killStrays(name -> false);
    }

    private Start start(int number, String... arguments) {
        return new Start(
                C1,
                number,
                directory,
                Launch.newBuilder()
                        .setContainer(C1.toMessage())
                        .setAmount(AgentWorld.amount(512, 1))
                        .setCommand(Command.newBuilder().addAllArguments(List.of(arguments)))
                        .build());
    }

    @Test
    void anotherAgentFindsAStartByItsNumberAndLearnsItsStatus() throws IOException {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        ProcessStamp stamp = processes.start(start(1, "sh", "-c", "exit 5"), status::complete);
        assertEquals(5, status.join());
        HostProcesses next = agent(Optional.empty());
        assertEquals(Optional.of(stamp.pid()), next.find(C1, 1).map(ProcessStamp::pid));
        assertEquals(Sight.ended(5), next.look(new Running(C1, 1, stamp)));
        next.forget(C1);
        assertEquals(Sight.GONE, next.look(new Running(C1, 1, stamp)));
        assertEquals(Set.of(), next.marked());
    }

    @Test
    void aStartThatNobodyFoundDoesNotHappen() throws IOException {
        assertEquals(Optional.empty(), processes.find(C1, 1));
        CompletableFuture<Integer> status = new CompletableFuture<>();
        processes.start(start(1, "touch", directory.resolve("ran").toString()), status::complete);
        assertEquals(125, status.join());
        assertFalse(Files.exists(directory.resolve("ran")));
        processes.start(start(2, "touch", directory.resolve("ran").toString()), any -> {});
        Await.until(() -> Files.exists(directory.resolve("ran")));
    }

    @Test
    void boundsAreSetBeforeTheUserChangesWhoMayNotRaiseThem() throws IOException {
        String passOn = "; exec \"$@\"";
        RunAs runAs = new RunAs("", List.of("sh", "-c", "echo user" + passOn, "sh"));
        HostProcesses bounded = agent(runAs, List.of("sh", "-c", "echo bounds" + passOn, "sh"), Optional.empty());
        CompletableFuture<Integer> status = new CompletableFuture<>();
        bounded.start(start(1, "echo", "command"), status::complete);
        assertEquals(0, status.join());
        assertEquals("bounds\nuser\ncommand\n", Files.readString(directory.resolve(Workplace.OUTPUT)));
    }

    @Test
    void whatRunsAsRootBeforeAnotherUserTakesNothingFromTheApplication() throws IOException {
        Path seen = directory.resolve("seen");
        RunAs other = new RunAs("other", List.of("sh", "-c", "env >\"$0\"; exec \"$@\"", seen.toString()));
        Command.Builder command = Command.newBuilder()
                .addAllArguments(List.of("env", "-0"))
                .putEnvironment("LD_PRELOAD", "/none.so")
                .putEnvironment("PATH", "/usr/bin:/bin:/of-the-application")
                .putEnvironment("name", "$(touch x) \"y\" 'z' `id`\n line \\ two ")
                .putEnvironment("MR3_CONTAINER", "another")
                .setSealedSecrets(new SealedSecrets(secret).seal(1, Map.of("TOKEN", "s3 cret")));
        Start start = new Start(
                C1,
                1,
                directory,
                start(1, "env").launch().toBuilder().setCommand(command).build());
        CompletableFuture<Integer> status = new CompletableFuture<>();
        agent(other, List.of(), Optional.empty()).start(start, status::complete);
        assertEquals(0, status.join());
        List<String> asRoot = Files.readAllLines(seen);
        assertTrue(asRoot.contains("PATH=" + System.getenv("PATH")), asRoot::toString);
        assertTrue(asRoot.stream().noneMatch(line -> line.startsWith("LD_") || line.startsWith("TOKEN=")));
        String output = Files.readString(directory.resolve(Workplace.OUTPUT));
        List<String> lines = List.of(output.substring(output.indexOf("\n") + 1).split("\0"));
        for (String expected : List.of(
                "LD_PRELOAD=/none.so",
                "PATH=/usr/bin:/bin:/of-the-application",
                "name=$(touch x) \"y\" 'z' `id`\n line \\ two ",
                "TOKEN=s3 cret",
                "MR3_CONTAINER=" + C1,
                "USER=other")) {
            assertTrue(lines.contains(expected), () -> expected + " of " + lines);
        }
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("MR3_GIVEN")), lines::toString);
        assertEquals(1, output.split("LD_PRELOAD cannot be preloaded", -1).length - 1, output);
    }

    @Test
    void namesThatAShellDoesNotPassOnAreRefused() {
        for (String name : List.of("a.b", "1A", "MR3_GIVEN", "MR3_GIVEN_X", "A B", "A;B")) {
            Start start = new Start(
                    C1,
                    1,
                    directory,
                    start(1, "env").launch().toBuilder()
                            .setCommand(Command.newBuilder().addArguments("env").putEnvironment(name, "x"))
                            .build());
            assertEquals(
                    "environment: expected names of letters, digits and underscores, not MR3_GIVEN, got '" + name + "'",
                    assertThrows(RefusedException.class, () -> processes.start(start, any -> {}))
                            .getMessage());
        }
    }

    @Test
    void outputNeverGoesThroughALinkThatAWorkerHasLeft() throws IOException {
        Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve(Workplace.OUTPUT), elsewhere);
        CompletableFuture<Integer> status = new CompletableFuture<>();
        processes.start(start(1, "echo", "x"), status::complete);
        assertEquals(0, status.join());
        assertEquals(0, Files.size(elsewhere));
        assertEquals("x\n", Files.readString(directory.resolve(Workplace.OUTPUT)));
    }

    @Test
    void aPidThatWasGivenAwayIsNobodyOfOurs() throws IOException {
        Process other = new ProcessBuilder("setsid", "sleep", "1000").start();
        try {
            ProcFiles proc = ProcFiles.ofThisHost();
            Await.until(() -> proc.stat(other.pid())
                    .map(stat -> stat.session() == other.pid())
                    .orElse(false));
            long ticks = proc.stat(other.pid()).orElseThrow().startTicks();
            for (ProcessStamp stamp : List.of(
                    new ProcessStamp(other.pid(), ticks - 1, proc.boot()),
                    new ProcessStamp(other.pid(), ticks, "another boot"))) {
                Running running = new Running(C1, 1, stamp);
                assertEquals(Sight.GONE, processes.look(running));
                processes.terminate(running);
                processes.kill(running);
            }
            assertTrue(other.isAlive());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void memoryIsThatOfTheWholeTree() throws IOException {
        ProcessStamp stamp = processes.start(
                start(
                        1,
                        "sh",
                        "-c",
                        "setsid sh -c 'x=$(head -c 60000000 /dev/zero | tr \"\\\\0\" x); sleep 1000' & wait"),
                any -> {});
        Running running = new Running(C1, 1, stamp);
        Await.until(() -> processes.memory(List.of(running)).get(C1) >= 57);
        assertTrue(processes.memory(List.of(running)).get(C1) < 400);
        processes.kill(running);
        Await.until(() -> processes.marked().isEmpty());
    }

    /** What a shell does in parentheses it does in a copy of itself. */
    @Test
    void theKernelTellsCopies() throws IOException {
        ProcessStamp stamp = processes.start(
                start(
                        1,
                        "sh",
                        "-c",
                        "mkfifo never; x=$(head -c 60000000 /dev/zero | tr \"\\\\0\" x); (echo ready; read end < never) & wait"),
                any -> {});
        Running running = new Running(C1, 1, stamp);
        Await.until(() -> LogTail.read(directory.resolve(Workplace.OUTPUT), 1).contains("ready"));
        long alone = processes.memory(List.of(running)).get(C1);
        long both = processes.memory(List.of(running)).get(C1);
        assertTrue(alone >= 57, alone + " MB");
        assertTrue(both >= alone + 57, alone + " MB, then " + both);
        processes.kill(running);
        Await.until(() -> processes.marked().isEmpty());
    }

    @Test
    void strangersAreNoStrays() throws IOException {
        ProcessStamp stamp = processes.start(start(1, "sleep", "1000"), any -> {});
        Await.until(() -> processes.marked().equals(Set.of(C1.toString())));
        assertEquals(Set.of(), processes.killStrays(C1.toString()::equals));
        assertTrue(RealCluster.isAlive(stamp.pid()));
        assertEquals(Set.of(C1.toString()), processes.killStrays(name -> false));
        Await.until(() -> !RealCluster.isAlive(stamp.pid()));
    }

    @Test
    void programsThatAreNoJvmsAreToldNothing() throws IOException {
        Path told = directory.resolve("told");
        // dash's trap would answer the signal; sleep would die of it
        ProcessStamp stamp = processes.start(
                start(1, "sh", "-c", "trap 'touch " + told + "' QUIT; echo ready; sleep 1000"), any -> {});
        Await.until(() -> LogTail.read(directory.resolve(Workplace.OUTPUT), 1).contains("ready"));
        Running running = new Running(C1, 1, stamp);
        assertEquals(
                "expected a JVM that prints its threads at SIGQUIT below process " + stamp.pid() + ", found none",
                assertThrows(IOException.class, () -> processes.dumpThreads(running))
                        .getMessage());
        assertEquals(Sight.ALIVE, processes.look(running));
        assertFalse(Files.exists(told));
        processes.kill(running);
        Await.until(() -> processes.marked().isEmpty());
        processes.dumpThreads(running);
    }

    @Test
    void secretsOfAnotherContainerAreRefused() {
        Start start = start(1, "true");
        Launch.Builder launch = start.launch().toBuilder();
        launch.getCommandBuilder().setSealedSecrets(new SealedSecrets(secret).seal(2, Map.of("TOKEN", "x")));
        RefusedException refused = assertThrows(
                RefusedException.class, () -> processes.start(new Start(C1, 1, directory, launch.build()), any -> {}));
        assertEquals(
                "secrets of worker 1: expected them sealed with this cluster's secret for it", refused.getMessage());
    }

    @Test
    void aContainerGoesIntoItsControlGroup() throws IOException {
        Path kernel = Files.createDirectory(directory.resolve("cgroup"));
        Files.writeString(kernel.resolve("cgroup.controllers"), "cpu memory");
        HostProcesses bounded = agent(Cgroups.open(kernel, "node-1", false));
        CompletableFuture<Integer> status = new CompletableFuture<>();
        ProcessStamp stamp = bounded.start(start(1, "true"), status::complete);
        assertEquals(0, status.join());
        Path group = kernel.resolve("mr3-agent-node-1").resolve(C1.toString());
        assertEquals(stamp.pid() + "\n", Files.readString(group.resolve("cgroup.procs")));
        assertEquals("536870912", Files.readString(group.resolve("memory.max")));
    }

    @Test
    void usersAreRefusedInOneLine() {
        assertEquals(
                "mr3.standalone.agent.user: expected me, as whom this agent runs, or an agent that runs as root; got"
                        + " 'you'",
                assertThrows(IOException.class, () -> RunAs.of("you", "me")).getMessage());
        assertEquals(
                "mr3.standalone.agent.user: expected a user of this host, got 'nobody-of-this-name'",
                assertThrows(IOException.class, () -> RunAs.of("nobody-of-this-name", "root"))
                        .getMessage());
    }
}
