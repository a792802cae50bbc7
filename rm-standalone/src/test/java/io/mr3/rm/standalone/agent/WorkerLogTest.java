package io.mr3.rm.standalone.agent;

import static io.mr3.rm.standalone.agent.RealCluster.C1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.WorkerView;
import io.mr3.rm.standalone.web.WorkerLog;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reading from another process what a real worker has printed. */
class WorkerLogTest extends RealClusterBench {
    private void startAgent() throws IOException {
        cluster.startHere();
        cluster.master.awaitRegistrations(1);
    }

    private WorkerLog log(ContainerId id, Secret secret) throws IOException {
        String address = cluster.master.registrations.get(0).getWebAddress();
        NodeView node = new NodeView(
                "node-1", "h", "", Map.of(), "active", List.of(), 1, 1, 0, 0, 1, 0, address, -1, -1, -1, -1, Map.of());
        WorkerView worker =
                new WorkerView(id.application(), id.worker(), "All", "node-1", "h", "running", 1, 1, 1, 0, "", "");
        ClusterView view = new ClusterView(
                new MasterView("c", 1, "", "", 0, "active"),
                List.of(node),
                List.of(),
                List.of(worker),
                List.of(),
                Map.of());
        return WorkerLog.of(id, view, secret);
    }

    private static String text(WorkerLog.Part part) {
        return new String(part.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void itIsCompleteWhenTheWorkerHasEndedAndAnyPartCanBeRead() throws IOException {
        startAgent();
        cluster.run(C1, "ready", "sh", "-c", "echo ready; while [ ! -e go ]; do sleep 0.05; done; echo end");
        WorkerLog log = log(C1, cluster.secret);
        assertFalse(log.isComplete());
        WorkerLog.Part first = log.end(3);
        assertEquals(List.of("dy\n", 3L, 6L), List.of(text(first), first.offset(), first.fileBytes()));
        assertEquals("", text(log.from(6)));
        Files.createFile(cluster.containerDirectory(C1).resolve("go"));
        cluster.master.await(C1, ContainerPhase.ENDED);
        assertTrue(log.isComplete());
        assertEquals("end\n", text(log.from(6)));
        assertEquals(10, log.from(7_000).fileBytes());
        assertEquals(Optional.empty(), log.olderFrom(0));
        assertTrue(
                assertThrows(IOException.class, () -> log(C1, Secret.generate()).end(3))
                        .getMessage()
                        .contains("got HTTP status 401: expected the token of the cluster"));
        assertTrue(assertThrows(IOException.class, () -> log(new ContainerId("app-1", 9), cluster.secret)
                        .end(3))
                .getMessage()
                .endsWith(" has no log of worker app-1_worker-9"));
    }

    @Test
    void aFileThatHasBegunAnewIsShorterAndTheOneBeforeIsThere() throws IOException {
        cluster.more.put(AgentKeys.LOG_FILE.name(), "1");
        startAgent();
        cluster.run(
                C1,
                "ready",
                "sh",
                "-c",
                "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo ready; while [ ! -e go ]; do sleep 0.05; done;"
                        + " echo end");
        WorkerLog log = log(C1, cluster.secret);
        Path older = cluster.containerDirectory(C1).resolve("output.log.1");
        Path current = cluster.containerDirectory(C1).resolve("output.log");
        Await.until(() -> Files.exists(older) && current.toFile().length() == 0);
        assertEquals(0, log.from(3_000_001).fileBytes());
        assertEquals("ready\n", text(log.olderFrom(3_000_001).orElseThrow()));
        Files.createFile(cluster.containerDirectory(C1).resolve("go"));
        cluster.master.await(C1, ContainerPhase.ENDED);
        assertEquals("end\n", text(log.from(0)));
    }
}
