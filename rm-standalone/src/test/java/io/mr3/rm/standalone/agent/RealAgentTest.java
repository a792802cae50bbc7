package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.RealCluster.C1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Reset;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Agents that are processes: how they start, and how they end. */
class RealAgentTest extends RealClusterBench {
    private static final ContainerId C2 = new ContainerId("app-1", 2);
    private static final ContainerId C3 = new ContainerId("app-1", 3);

    /** Waits for a file, then ends as the argument says. */
    private ContainerReport waiter(ContainerId id, int status) {
        return cluster.run(
                id, "ready", "sh", "-c", "echo ready; while [ ! -e go ]; do sleep 0.05; done; exit " + status);
    }

    private void go(ContainerId id) throws IOException {
        Files.createFile(cluster.containerDirectory(id).resolve("go"));
    }

    @Test
    void anAgentThatIsKilledAndStartedAgainFindsItsContainers() throws IOException {
        Process first = cluster.startProcess();
        cluster.master.awaitRegistrations(1);
        ContainerReport meanwhile = waiter(C1, 41);
        ContainerReport afterwards = waiter(C2, 42);
        ContainerReport killed = waiter(C3, 43);
        first.destroyForcibly().onExit().join();
        go(C1);
        Await.until(() -> !RealCluster.isAlive(meanwhile.getPid()));
        assertTrue(RealCluster.isAlive(afterwards.getPid()), "it does not die with its agent");

        cluster.startProcess();
        cluster.master.awaitRegistrations(2);
        ContainerReport ended = cluster.master.await(C1, ContainerPhase.ENDED);
        assertEquals(41, ended.getEnd().getStatus());
        assertEquals(afterwards.getPid(), cluster.master.known.get(C2).getPid());
        assertEquals(ContainerPhase.RUNNING, cluster.master.known.get(C2).getPhase());
        go(C2);
        assertEquals(42, cluster.master.await(C2, ContainerPhase.ENDED).getEnd().getStatus());
        cluster.stop(C3, 0);
        ended = cluster.master.await(C3, ContainerPhase.ENDED);
        assertEquals(Cause.KILLED, ended.getEnd().getCause());
        assertEquals(137, ended.getEnd().getStatus());
        assertFalse(RealCluster.isAlive(killed.getPid()));
    }

    @Test
    void anAgentLeavesAtSigtermAndEndsWithItsContainersAtAReset() throws Exception {
        Process first = cluster.startProcess();
        cluster.master.awaitRegistrations(1);
        Await.until(() -> published() != 0);
        assertEquals(first.pid(), published());
        ContainerReport running = waiter(C1, 1);
        first.destroy();
        assertEquals(0, first.waitFor());
        assertTrue(cluster.master.goodbyes.get(0).getKeepsWorkers());
        assertTrue(RealCluster.isAlive(running.getPid()));
        assertEquals(0, published());

        Process second = cluster.startProcess();
        cluster.master.awaitRegistrations(2);
        cluster.master.order(AgentOrder.newBuilder().setReset(Reset.newBuilder().setReason("the cluster is stopped")));
        assertEquals(0, second.waitFor());
        assertFalse(RealCluster.isAlive(running.getPid()));
        assertEquals(
                Cause.KILLED,
                cluster.master.await(C1, ContainerPhase.ENDED).getEnd().getCause());
        Path records = cluster.agentDirectory().resolve("records");
        assertEquals(List.of(records.resolve("agent.state")), list(records));
    }

    private long published() {
        try {
            return ProcessFile.ofLiving(cluster.agentDirectory())
                    .map(ProcessFile::pid)
                    .orElse(0L);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void aProcessThatCannotBeAnAgentSaysWhyInOneLine() throws Exception {
        cluster.more.put(AgentKeys.USER.name(), "nobody-of-this-name");
        Process process = cluster.startProcess();
        assertEquals(1, process.waitFor());
        String said = Files.readString(directory.resolve("agent.out"));
        assertTrue(said.lines().anyMatch(line -> line.startsWith("mr3: mr3.standalone.agent.user: expected")), said);
    }

    @Test
    void twoAgentsDoNotShareADirectory() throws IOException {
        cluster.startHere();
        IOException refused = assertThrows(
                IOException.class, () -> AgentProcess.start(AgentSettings.of(Mr3Conf.of(cluster.settings())), null));
        assertTrue(refused.getMessage().startsWith("agent node-1: "), refused.getMessage());
        assertTrue(
                refused.getMessage().endsWith("has its directory " + cluster.agentDirectory()), refused.getMessage());
    }

    @Test
    void noGoodDiskNoAgent() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        cluster.more.put(AgentKeys.DIRS.name(), file + "," + directory.resolve("good"));
        cluster.startHere().close();
        cluster.more.put(AgentKeys.DIRS.name(), file.toString());
        IOException refused = assertThrows(IOException.class, cluster::startHere);
        assertTrue(
                refused.getMessage()
                        .startsWith("agent node-1: expected a directory that can be written, found none: " + file),
                refused.getMessage());
    }

    @Test
    void aPortThatIsTakenIsSaid() throws IOException {
        cluster.startHere();
        cluster.master.awaitRegistrations(1);
        String address = cluster.master.registrations.get(0).getWebAddress();
        cluster.more.put(AgentKeys.NAME.name(), "node-2");
        cluster.more.put(AgentKeys.WEB_PORT.name(), address.substring(address.indexOf(':') + 1));
        IOException refused = assertThrows(
                IOException.class, () -> AgentProcess.start(AgentSettings.of(Mr3Conf.of(cluster.settings())), null));
        assertTrue(refused.getMessage().startsWith("cannot serve HTTP on 127.0.0.1:"), refused.getMessage());
    }

    @Test
    void figuresOfAProgramAreShownWhileItReportsThem() throws Exception {
        Path program = Files.writeString(directory.resolve("count"), "#!/bin/sh\ncat " + directory + "/said\n");
        assertTrue(program.toFile().setExecutable(true));
        Files.writeString(directory.resolve("said"), "METRIC z 1\nMETRIC disk_errors -3.5\n");
        cluster.more.put(AgentKeys.HEALTH_PROGRAMS.name(), program.toString());
        cluster.more.put(AgentKeys.HEALTH_INTERVAL.name(), "100");
        cluster.startHere();
        cluster.master.awaitRegistrations(1);
        Await.until(() -> shown().toString().equals("{\"disk_errors\":-3.5,\"z\":1.0}"));
        Files.writeString(directory.resolve("said"), "nothing to report\n");
        Await.until(() -> shown().toString().equals("{}"));
    }

    /** Figures in what the agent tells over HTTP. */
    private JsonNode shown() {
        String address = cluster.master.registrations.get(0).getWebAddress();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/api/node"))
                .header(
                        "Authorization",
                        "Bearer " + cluster.secret.derive("web").encoded())
                .build();
        try {
            return new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .get("reported");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void leftOversOfTheDeadGoAndWhatTheyPrintedStays() throws IOException {
        Path dead = Files.createDirectories(cluster.containerDirectory(C1));
        Files.writeString(dead.resolve("output.log"), "last words\n");
        Files.createDirectories(dead.resolve("spill/deep"));
        Files.createDirectories(cluster.agentDirectory().resolve("trash/old"));
        cluster.startHere();
        Await.until(() -> !Files.exists(dead.resolve("spill"))
                && !Files.exists(cluster.agentDirectory().resolve("trash/old")));
        assertEquals("last words\n", Files.readString(dead.resolve("output.log")));
    }

    @Test
    void aProcessWithoutARecordIsKilledOnceTheMasterIsThere() throws Exception {
        Process first = cluster.startProcess();
        cluster.master.awaitRegistrations(1);
        ContainerReport running = waiter(C1, 1);
        first.destroyForcibly().onExit().join();
        Path record = cluster.agentDirectory().resolve("records").resolve(C1 + ".record");
        byte[] bytes = Files.readAllBytes(record);
        bytes[bytes.length / 2] ^= 1;
        Files.write(record, bytes);
        cluster.startHere();
        Await.until(() -> !RealCluster.isAlive(running.getPid()));
        assertTrue(Files.exists(record.resolveSibling(record.getFileName() + ".bad")));
        assertEquals(0, cluster.master.registrations.get(1).getContainersCount());
    }
}
