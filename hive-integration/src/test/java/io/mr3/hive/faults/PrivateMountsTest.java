package io.mr3.hive.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.StatementFailed;
import io.mr3.hive.compare.WorkerForm;
import io.mr3.rm.standalone.testkit.AgentPlace;
import io.mr3.rm.standalone.testkit.ClusterProcesses;
import io.mr3.rm.standalone.testkit.TestHosts;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that has a directory of its own where tables should be: rows would go missing, so nothing runs there. */
@Tag("full")
class PrivateMountsTest {
    @TempDir
    Path temp;

    private TestHosts hosts;
    private ClusterProcesses cluster;
    private HiveProcess hive;

    @AfterEach
    void stop() {
        if (hive != null) {
            hive.close();
        } else if (cluster != null) {
            cluster.close();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void workersOnAHostThatDoesNotShareTheWarehouseAreRefusedInOneLine() throws IOException {
        if (!TestHosts.arePermitted()) {
            System.out.println("SKIPPED 1");
            Assumptions.abort("this process may not make network namespaces");
        }
        System.out.println("SKIPPED 0");
        Path data = temp.resolve("data");
        Path warehouse = Files.createDirectories(data.resolve("warehouse"));
        hosts = TestHosts.make(1);
        AgentPlace place = hosts.hosts().get(0).place();
        cluster = ClusterProcesses.start(
                temp.resolve("cluster"), hosts.address(), List.of(withItsOwn(warehouse, place)), WorkerForm.AGENT);
        hive = HiveProcess.onCluster(
                cluster,
                data,
                Map.of(
                        "mr3.am.bind-host",
                        hosts.address(),
                        "mr3.shuffle.bind-host",
                        "0.0.0.0",
                        "mr3.container.slots",
                        "2"));
        StatementFailed failed =
                assertThrows(StatementFailed.class, () -> hive.run("create table t as select 1 a, count(*) b"));
        assertTrue(
                failed.getMessage()
                        .contains(
                                "mr3.shared.dirs: expected directories that all hosts share, but this host does not see"
                                        + " what the DAGAppMaster has put into file:" + warehouse),
                failed.getMessage());
        Await.until(() -> cluster.workers().isEmpty());

        hive.close();
        assertEquals(List.of(), cluster.workers());
        try (Stream<Path> left = Files.list(warehouse)) {
            assertTrue(
                    left.noneMatch(path -> path.getFileName().toString().startsWith(".mr3-")),
                    "what was put there is gone");
        }
        hive = null;
    }

    /** The agent, and all that it starts, sees an empty file system in place of the directory. */
    private static AgentPlace withItsOwn(Path directory, AgentPlace place) {
        List<String> prefix = new ArrayList<>(place.prefix());
        prefix.addAll(List.of(
                "unshare", "--mount", "sh", "-c", "mount -t tmpfs none \"$0\" && exec \"$@\"", directory.toString()));
        return new AgentPlace(prefix, place.settings());
    }
}
