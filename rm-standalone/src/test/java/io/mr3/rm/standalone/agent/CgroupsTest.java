package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups, in a directory that stands for the kernel's. */
class CgroupsTest {
    private static final ContainerId C1 = new ContainerId("app-1", 1);

    @TempDir
    Path root;

    private Cgroups open() throws IOException {
        return open(false);
    }

    private Cgroups open(boolean boundsProcessors) throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids");
        return Cgroups.open(root, "node-1", boundsProcessors).orElseThrow();
    }

    @Test
    void noneWithoutVersionTwo() throws IOException {
        assertEquals(Optional.empty(), Cgroups.open(root, "node-1", false));
    }

    @Test
    void noneWhereTheyCannotBeMade() throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory");
        Files.createDirectory(root.resolve("cgroup.subtree_control"));
        assertEquals(Optional.empty(), Cgroups.open(root, "node-1", false));
    }

    @Test
    void aContainerHasItsBounds() throws IOException {
        Path group = open().make(C1, AgentWorld.amount(1024, 2));
        assertEquals(root.resolve("mr3-agent-node-1").resolve(C1.toString()), group);
        assertEquals("1073741824", Files.readString(group.resolve("memory.max")));
        assertEquals("200", Files.readString(group.resolve("cpu.weight")));
        assertEquals("+memory +cpu", Files.readString(root.resolve("mr3-agent-node-1/cgroup.subtree_control")));
    }

    @Test
    void processorsHaveAWeightAloneUnlessTheyAreToBeBounded() throws IOException {
        assertFalse(Files.exists(open().make(C1, AgentWorld.amount(1024, 2)).resolve("cpu.max")));
        Path group = open(true).make(C1, AgentWorld.amount(1024, 3));
        assertEquals("300000 100000", Files.readString(group.resolve("cpu.max")));
        assertEquals("300", Files.readString(group.resolve("cpu.weight")));
        ContainerId none = new ContainerId("app-1", 2);
        assertEquals(
                "100000 100000",
                Files.readString(
                        open(true).make(none, AgentWorld.amount(1024, 0)).resolve("cpu.max")),
                "as much as its weight says");
    }

    @Test
    void aBoundThatCannotBeKeptIsRefused() {
        IOException refused = assertThrows(IOException.class, () -> Cgroups.open(root, "node-1", true));
        assertEquals(
                "mr3.standalone.agent.cores.enforce: expected control groups of version 2 in which this agent may make"
                        + " others, found none in " + root,
                refused.getMessage());
    }

    @Test
    void theKernelTellsOfMemory() throws IOException {
        Cgroups groups = open();
        Path group = groups.make(C1, AgentWorld.amount(1024, 2));
        assertFalse(groups.ranOutOfMemory(C1));
        assertEquals(OptionalLong.empty(), groups.memory(C1));
        Files.writeString(group.resolve("memory.events"), "low 0\nhigh 0\nmax 12\noom 0\noom_kill 0\n");
        assertFalse(groups.ranOutOfMemory(C1));
        Files.writeString(group.resolve("memory.events"), "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n");
        assertTrue(groups.ranOutOfMemory(C1));
        Files.writeString(group.resolve("memory.current"), "104857600\n");
        assertEquals(OptionalLong.of(100), groups.memory(C1));
    }

    @Test
    void allOfAContainerIsKilledAtOnce() throws IOException {
        Cgroups groups = open();
        groups.kill(C1);
        Path group = groups.make(C1, AgentWorld.amount(1024, 2));
        groups.kill(C1);
        assertEquals("1", Files.readString(group.resolve("cgroup.kill")));
    }
}
