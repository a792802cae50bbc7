package io.mr3.rm.standalone.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.rm.standalone.testkit.ClusterProcesses;
import io.mr3.testkit.Await;
import io.mr3.testkit.ResourceManagerContract;
import io.mr3.testkit.ResourceManagerHarness;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real master with two agents, which serves one application after the other. */
@Tag("full")
class RealClusterContractTest extends ResourceManagerContract {
    private static final int AGENTS = 2;

    @TempDir
    static Path temp;

    private static ClusterProcesses cluster;

    @BeforeAll
    static void start() {
        cluster = ClusterProcesses.start(temp, AGENTS, Map.of());
    }

    @AfterAll
    static void nothingIsLeft() {
        Await.until(() -> cluster.workers().isEmpty());
        cluster.close();
        assertEquals(List.of(), cluster.workers());
    }

    @Override
    protected ResourceManagerHarness harness() {
        return new ProcessClusterHarness() {
            @Override
            String master() {
                return cluster.clientSettings().get("mr3.standalone.master");
            }

            @Override
            Path secretFile() {
                return temp.resolve("secret");
            }
        };
    }
}
